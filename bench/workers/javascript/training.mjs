/** Shared by the workloads: given initial weights, and one update. */
import { kernel } from "../given.mjs";

/** @typedef {typeof import("@tensorflow/tfjs")} TensorFlow */
/** @typedef {import("@tensorflow/tfjs").Tensor} Tensor */
/** @typedef {import("@tensorflow/tfjs").Variable} Variable */
/** @typedef {import("@tensorflow/tfjs").LayersModel} LayersModel */

/**
 * The parts that differ between plain TF.js and Ganvas.
 *
 * @typedef {object} Toolkit
 * @property {TensorFlow} tf
 * @property {(settings: { learningRate: number, beta1?: number, beta2?: number }) => Optimizer} adam
 * @property {() => import("@tensorflow/tfjs").layers.Layer} batchNormalization
 * @property {() => import("@tensorflow/tfjs").layers.Layer} leakyReLU slope 0.2
 * @property {() => import("@tensorflow/tfjs").layers.Layer} leakyReLUTwice slope 0.2, and a second
 *   derivative
 */
/** @typedef {{ applyGradients(gradients: Record<string, Tensor>): void }} Optimizer */
/**
 * Random numbers: given ones while the work is checked, else drawn natively at each step.
 *
 * @typedef {object} Noise
 * @property {(name: string, shape: number[]) => Tensor} normal standard normal
 * @property {(name: string, shape: number[]) => Tensor} uniform in [0, 1)
 */
/**
 * @typedef {object} Workload
 * @property {number} parameters number of all weights, trained or not
 * @property {Tensor[]} inputs of every step
 * @property {number} losses how many of the results are losses; the rest are gradients
 * @property {(noise: Noise, ...inputs: Tensor[]) => Tensor[]} step
 */

/** @param {LayersModel} network @returns {Variable[]} */
export const variablesOf = (network) =>
  network.trainableWeights.map((weight) => /** @type {Variable} */ (weight.read()));

/**
 * Gives a network its kernels; biases are zeros and batch norm's scales ones from the start.
 *
 * @param {TensorFlow} tf
 * @param {string} name
 * @param {LayersModel} network
 */
export function initialize(tf, name, network) {
  for (const [index, variable] of variablesOf(network).entries()) {
    if (variable.rank < 2) continue;
    const value = tf.tensor(kernel(`${name}/${index}`, variable.shape), variable.shape);
    variable.assign(value);
    value.dispose();
  }
}

/** @param {readonly Tensor[]} tensors */
export const sizeOf = (tensors) => tensors.reduce((sum, { size }) => sum + size, 0);

/**
 * One update of some variables.
 *
 * @param {TensorFlow} tf
 * @param {Optimizer} optimizer
 * @param {Variable[]} variables
 * @param {() => Tensor} loss
 * @returns {Tensor} the loss before the update
 */
export function minimize(tf, optimizer, variables, loss) {
  const { value, grads } = tf.variableGrads(() => loss().asScalar(), variables);
  optimizer.applyGradients(grads);
  return value;
}
