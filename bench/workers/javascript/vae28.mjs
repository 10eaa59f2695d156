/** A convolutional variational autoencoder (Kingma and Welling 2014): one update. */
import { uniform } from "../given.mjs";
import { initialize, minimize, sizeOf, variablesOf } from "./training.mjs";

const batch = 128;
const latent = 16;
const halve = /** @type {const} */ ({ kernelSize: 3, strides: 2, padding: "same" });
const activation = "relu";

/**
 * @param {import("./training.mjs").Toolkit} toolkit
 * @returns {import("./training.mjs").Workload}
 */
export function vae28({ tf, adam }) {
  const { layers } = tf;
  const encoder = tf.sequential({
    layers: [
      layers.conv2d({ filters: 32, ...halve, activation, inputShape: [28, 28, 1] }),
      layers.conv2d({ filters: 64, ...halve, activation }),
      layers.flatten(),
      layers.dense({ units: 2 * latent }),
    ],
  });
  const decoder = tf.sequential({
    layers: [
      layers.dense({ units: 7 * 7 * 64, activation, inputShape: [latent] }),
      layers.reshape({ targetShape: [7, 7, 64] }),
      layers.conv2dTranspose({ filters: 64, ...halve, activation }),
      layers.conv2dTranspose({ filters: 32, ...halve, activation }),
      layers.conv2d({ filters: 1, kernelSize: 3, padding: "same" }),
    ],
  });
  initialize(tf, "encoder", encoder);
  initialize(tf, "decoder", decoder);
  const weights = [...variablesOf(encoder), ...variablesOf(decoder)];
  const optimizer = adam({ learningRate: 1e-3 });
  const shape = [batch, 28, 28, 1];
  return {
    parameters: sizeOf(weights),
    inputs: [tf.tensor(uniform("images", shape, 0.5, 0.5), shape)],
    losses: 1,
    step(noise, ...inputs) {
      const images = /** @type {import("./training.mjs").Tensor} */ (inputs[0]);
      const loss = minimize(tf, optimizer, weights, () => {
        const code = /** @type {import("@tensorflow/tfjs").Tensor2D} */ (encoder.apply(images));
        const [mean, logVariance] = /** @type {[typeof code, typeof code]} */ (
          tf.split(code, 2, 1)
        );
        const std = logVariance.mul(0.5).exp();
        const z = mean.add(noise.normal("latent", [batch, latent]).mul(std));
        const logits = /** @type {import("./training.mjs").Tensor} */ (decoder.apply(z));
        const { SUM } = tf.Reduction;
        const error = tf.losses.sigmoidCrossEntropy(images, logits, undefined, 0, SUM);
        const divergence = tf.scalar(1).add(logVariance).sub(mean.square()).sub(logVariance.exp());
        return error.sub(divergence.sum().mul(0.5)).div(batch);
      });
      return [loss];
    },
  };
}
