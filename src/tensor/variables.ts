import * as tf from "@tensorflow/tfjs";
import { deriveSeed, randomUniform } from "./random/index.js";

/** The trainable variables of a network, in its own order. They stay owned by the network. */
export function trainableVariables(network: tf.LayersModel): tf.Variable[] {
  // A LayerVariable's read() hands out its tf.Variable, typed as Tensor.
  return network.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

/**
 * All variables of a network, in its own order: also those that training does not learn by
 * gradients, such as batch normalization's averages. They stay owned by the network.
 */
export function allVariables(network: tf.LayersModel): tf.Variable[] {
  return network.weights.map((weight) => weight.read() as tf.Variable);
}

/**
 * Sets the weights of a network's dense and convolutional layers by seed: kernels uniform as by
 * Glorot and Bengio (2010), biases zero.
 *
 * TF.js initializers do not serve here: its uniform ones ignore their seed (tfjs#7104).
 */
export function initializeWeights(network: tf.LayersModel, seed: number): void {
  trainableVariables(network).forEach((variable, index) => {
    if (variable.rank < 2) return; // biases start at zero as they are
    const value = tf.tidy(() => {
      const [inputs, outputs] = fans(variable.shape);
      const limit = Math.sqrt(6 / (inputs + outputs));
      const key = { seed: deriveSeed(seed, "weights"), step: index };
      return randomUniform(variable.shape as [number, number], key)
        .mul(2 * limit)
        .sub(limit);
    });
    variable.assign(value);
    value.dispose();
  });
}

/** The number of inputs and outputs of one unit: a dense kernel is [in, out], a conv kernel [h, w, in, out]. */
function fans(shape: number[]): [number, number] {
  const field = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return [field * shape.at(-2)!, field * shape.at(-1)!];
}
