/** DCGAN (Radford et al. 2016): one update of the discriminator and one of the generator. */
import { uniform } from "../given.mjs";
import { initialize, minimize, sizeOf, variablesOf } from "./training.mjs";

/** @typedef {import("./training.mjs").Toolkit} Toolkit */

const latent = 100;
const halve = /** @type {const} */ ({ kernelSize: 4, strides: 2, padding: "same" });

/** @param {Toolkit} toolkit 28x28x1, batch 64 */
export function dcgan28(toolkit) {
  const { tf, batchNormalization, leakyReLU } = toolkit;
  const { layers } = tf;
  const generator = tf.sequential({
    layers: [
      layers.dense({ units: 7 * 7 * 128, inputShape: [latent] }),
      batchNormalization(),
      layers.reLU(),
      layers.reshape({ targetShape: [7, 7, 128] }),
      layers.conv2dTranspose({ filters: 64, ...halve }),
      batchNormalization(),
      layers.reLU(),
      layers.conv2dTranspose({ filters: 1, ...halve, activation: "tanh" }),
    ],
  });
  const discriminator = tf.sequential({
    layers: [
      layers.conv2d({ filters: 64, ...halve, inputShape: [28, 28, 1] }),
      leakyReLU(),
      layers.conv2d({ filters: 128, ...halve }),
      batchNormalization(),
      leakyReLU(),
      layers.flatten(),
      layers.dense({ units: 1 }),
    ],
  });
  return dcgan(toolkit, generator, discriminator, [64, 28, 28, 1]);
}

/** @param {Toolkit} toolkit 64x64x3, batch 32, generator 512-256-128-64, discriminator 64 to 512 */
export function dcgan64(toolkit) {
  const { tf, batchNormalization, leakyReLU } = toolkit;
  const { layers } = tf;
  const generator = tf.sequential({
    layers: [
      layers.dense({ units: 4 * 4 * 512, inputShape: [latent] }),
      batchNormalization(),
      layers.reLU(),
      layers.reshape({ targetShape: [4, 4, 512] }),
      ...[256, 128, 64].flatMap((filters) => [
        layers.conv2dTranspose({ filters, ...halve }),
        batchNormalization(),
        layers.reLU(),
      ]),
      layers.conv2dTranspose({ filters: 3, ...halve, activation: "tanh" }),
    ],
  });
  const discriminator = tf.sequential({
    layers: [
      layers.conv2d({ filters: 64, ...halve, inputShape: [64, 64, 3] }),
      leakyReLU(),
      ...[128, 256, 512].flatMap((filters) => [
        layers.conv2d({ filters, ...halve }),
        batchNormalization(),
        leakyReLU(),
      ]),
      layers.flatten(),
      layers.dense({ units: 1 }),
    ],
  });
  return dcgan(toolkit, generator, discriminator, [32, 64, 64, 3]);
}

/**
 * @param {Toolkit} toolkit
 * @param {import("./training.mjs").LayersModel} generator
 * @param {import("./training.mjs").LayersModel} discriminator
 * @param {number[]} shape of a batch of images
 * @returns {import("./training.mjs").Workload}
 */
function dcgan({ tf, adam }, generator, discriminator, shape) {
  initialize(tf, "generator", generator);
  initialize(tf, "discriminator", discriminator);
  const generatorWeights = variablesOf(generator);
  const discriminatorWeights = variablesOf(discriminator);
  const generatorAdam = adam({ learningRate: 2e-4, beta1: 0.5 });
  const discriminatorAdam = adam({ learningRate: 2e-4, beta1: 0.5 });
  const batch = /** @type {number} */ (shape[0]);
  const crossEntropy = tf.losses.sigmoidCrossEntropy;
  /** @typedef {import("./training.mjs").Tensor} Tensor */
  /** @param {import("./training.mjs").LayersModel} network @param {Tensor} x */
  const apply = (network, x) => /** @type {Tensor} */ (network.apply(x, { training: true }));
  return {
    parameters: sizeOf([...generatorWeights, ...discriminatorWeights]),
    inputs: [tf.tensor(uniform("real", shape), shape)],
    losses: 2,
    step(noise, ...[real]) {
      const ones = tf.ones([batch, 1]);
      const zeros = tf.zeros([batch, 1]);
      const generated = (/** @type {string} */ name) =>
        apply(generator, noise.normal(name, [batch, latent]));
      const fake = generated("latent 1");
      const discriminatorLoss = minimize(tf, discriminatorAdam, discriminatorWeights, () =>
        tf.add(
          crossEntropy(ones, apply(discriminator, /** @type {Tensor} */ (real))),
          crossEntropy(zeros, apply(discriminator, fake)),
        ),
      );
      const generatorLoss = minimize(tf, generatorAdam, generatorWeights, () =>
        crossEntropy(ones, apply(discriminator, generated("latent 2"))),
      );
      return [discriminatorLoss, generatorLoss];
    },
  };
}
