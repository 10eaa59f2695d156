/** WGAN-GP (Gulrajani et al. 2017): one update of the critic, 32x32x3, batch 64. */
import { uniform } from "../given.mjs";
import { initialize, minimize, sizeOf, variablesOf } from "./training.mjs";

/** @typedef {import("@tensorflow/tfjs").Tensor4D} Tensor4D */

const batch = 64;
const latent = 128;
const penaltyWeight = 10;
const halve = /** @type {const} */ ({ kernelSize: 4, strides: 2, padding: "same" });

/**
 * @param {import("./training.mjs").Toolkit} toolkit
 * @returns {import("./training.mjs").Workload}
 */
export function wganGp({ tf, adam, batchNormalization, leakyReLUTwice }) {
  const { layers } = tf;
  const generator = tf.sequential({
    layers: [
      layers.dense({ units: 4 * 4 * 256, inputShape: [latent] }),
      batchNormalization(),
      layers.reLU(),
      layers.reshape({ targetShape: [4, 4, 256] }),
      ...[128, 64].flatMap((filters) => [
        layers.conv2dTranspose({ filters, ...halve }),
        batchNormalization(),
        layers.reLU(),
      ]),
      layers.conv2dTranspose({ filters: 3, ...halve, activation: "tanh" }),
    ],
  });
  // Without batch norm: the penalty is on the slope at each image, not at the batch.
  const critic = tf.sequential({
    layers: [
      layers.conv2d({ filters: 64, ...halve, inputShape: [32, 32, 3] }),
      leakyReLUTwice(),
      ...[128, 256].flatMap((filters) => [layers.conv2d({ filters, ...halve }), leakyReLUTwice()]),
      layers.flatten(),
      layers.dense({ units: 1 }),
    ],
  });
  initialize(tf, "generator", generator);
  initialize(tf, "critic", critic);
  const weights = variablesOf(critic);
  const optimizer = adam({ learningRate: 1e-4, beta1: 0, beta2: 0.9 });
  const shape = [batch, 32, 32, 3];
  /** @param {import("./training.mjs").Tensor} images */
  const score = (images) => /** @type {import("./training.mjs").Tensor} */ (critic.apply(images));
  return {
    parameters: sizeOf([...variablesOf(generator), ...weights]),
    inputs: [tf.tensor(uniform("real", shape), shape)],
    losses: 1,
    step(noise, ...inputs) {
      const real = /** @type {Tensor4D} */ (inputs[0]);
      const z = noise.normal("latent", [batch, latent]);
      const fake = /** @type {Tensor4D} */ (generator.apply(z, { training: true }));
      const mixture = noise.uniform("mixture", [batch, 1, 1, 1]);
      const between = real.add(mixture.mul(fake.sub(real)));
      const loss = minimize(tf, optimizer, weights, () => {
        const slope = tf.grad((x) => score(x).sum())(between);
        const norm = slope.square().sum([1, 2, 3]).sqrt();
        const penalty = norm.sub(1).square().mean();
        return score(fake).mean().sub(score(real).mean()).add(penalty.mul(penaltyWeight));
      });
      return [loss];
    },
  };
}
