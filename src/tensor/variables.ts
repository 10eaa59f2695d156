import { anObject, checkArgument, oneOf } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { deriveSeed, randomNormal, randomUniform } from "./random/index.js";

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
 * How kernels start:
 * - `"glorot"`: uniform, as by Glorot and Bengio (2010);
 * - `"he"`: normal with variance 2 / inputs, for ReLU (He et al. 2015);
 * - `"dcgan"`: normal with standard deviation 0.02 (Radford, Metz and Chintala 2016), for networks
 *   with batch normalization, which makes up for the scale.
 */
export type Initialization = "glorot" | "he" | "dcgan";

/** A layer with weights that depend on its kernel, for example singular vectors. */
export interface InitializesState {
  /** Called when the kernel is set; the seed fixes what is drawn. */
  initializeState(seed: number): void;
}

/** Gains and offsets of normalizations: they start at 1 and at 0, also where they are tables. */
const NORMALIZATION = /\/(gamma|beta)$/;

/**
 * Sets the weights of a network by seed: kernels and tables by the given initialization; biases,
 * gains and offsets stay as their layers start them. It then lets the layers that derive something
 * from their kernel do so ({@link InitializesState}).
 *
 * TF.js initializers do not serve here: its uniform ones ignore their seed (tfjs#7104).
 *
 * @param initialization default `"glorot"`
 */
export function initializeWeights(
  network: tf.LayersModel,
  seed: number,
  initialization: Initialization = "glorot",
): void {
  const aNetwork = anObject("a network", "model.generator.network", "trainableWeights", "layers");
  checkArgument("network", network, aNetwork);
  checkArgument("initialization", initialization, oneOf("glorot", "he", "dcgan"));
  deriveSeed(seed, ""); // refuses an invalid seed
  network.trainableWeights.forEach((weight, index) => {
    const variable = weight.read() as tf.Variable;
    if (variable.rank < 2 || NORMALIZATION.test(weight.originalName)) return;
    const key = { seed: deriveSeed(seed, "weights"), step: index };
    const value = tf.tidy(() => draw[initialization](variable.shape as Shape, key));
    variable.assign(value);
    value.dispose();
  });
  network.layers.forEach((layer, index) => {
    if (initializesState(layer)) layer.initializeState(deriveSeed(seed, `state ${index}`));
  });
}

const initializesState = (layer: object): layer is InitializesState => "initializeState" in layer;

type Shape = [number, number];
type Key = { readonly seed: number; readonly step: number };

const draw: Record<Initialization, (shape: Shape, key: Key) => tf.Tensor> = {
  glorot: (shape, key) => {
    const [inputs, outputs] = fans(shape);
    const limit = Math.sqrt(6 / (inputs + outputs));
    return randomUniform(shape, key)
      .mul(2 * limit)
      .sub(limit);
  },
  he: (shape, key) => randomNormal(shape, key).mul(Math.sqrt(2 / fans(shape)[0])),
  dcgan: (shape, key) => randomNormal(shape, key).mul(0.02),
};

/** The number of inputs and outputs of one unit: a dense kernel is [in, out], a conv kernel [h, w, in, out]. */
function fans(shape: number[]): [number, number] {
  const field = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return [field * shape.at(-2)!, field * shape.at(-1)!];
}
