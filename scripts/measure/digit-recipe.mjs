// The convolutional recipe for digits that lesson 02 explains: model and training settings.
import { dcgan, linearDecay, r1 } from "../../dist/index.js";

/** @typedef {import("../../dist/index.js").TrainGanOptions} Options */

/** The options of the networks that {@link recipe} trains. */
export const network = /** @type {const} */ ({
  image: [28, 28, 1],
  latent: 16,
  baseChannels: 32,
  denseUnits: 256,
  minibatchStdDev: true,
});

/**
 * @param {object} [changes]
 * @param {number} [changes.seed]
 * @param {Partial<Parameters<typeof dcgan>[0]>} [changes.network]
 */
export function digitGan({ seed = 7, ...changes } = {}) {
  return dcgan({ ...network, ...changes.network, image: network.image, seed });
}

/**
 * The settings of training.
 *
 * @param {number} steps over which the rates fall to 0
 * @param {number} [seed]
 * @returns {Options}
 */
export function recipe(steps, seed = 7) {
  return {
    ...{ steps, batch: 64, seed },
    generatorLearningRate: linearDecay({ from: 4e-3, steps }),
    discriminatorLearningRate: linearDecay({ from: 2e-3, steps }),
    beta1: 0.5,
    regularizers: [r1({ gamma: 1, every: 8 })],
    emaDecay: 0.999,
  };
}
