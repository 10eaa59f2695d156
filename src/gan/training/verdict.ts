import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../../tensor/random/index.js";
import type { ImageShape } from "../../tensor/shape.js";
import { layerClasses } from "../../blocks/layer-classes.js";
import type { Discriminator } from "../../adversarial/networks.js";
import type { Generator } from "../../models/generator.js";
import type { ConditionalDiscriminatorFn } from "./discriminator-output.js";
import type { Game, Update } from "./game.js";

/** The discriminator in training, as a function; `features` asks for the layer of that name, too. */
export function judgeOf(
  discriminator: Discriminator<ImageShape, number>,
  options: { readonly features: boolean },
): ConditionalDiscriminatorFn {
  const { network, conditioning } = discriminator;
  const asked = options.features ? withFeatures(network) : network;
  return (images, classes) => {
    const inputs = conditioning === "input" ? [images, classes!] : images;
    const answer = asked.apply(inputs, { training: true }) as tf.Tensor2D | tf.Tensor2D[];
    const outputs = Array.isArray(answer) ? [...answer] : [answer];
    const logits = outputs.shift()!;
    const classLogits = conditioning === "auxiliary" ? outputs.shift()! : undefined;
    const features = outputs.shift();
    return { logits, ...(classLogits && { classLogits }), ...(features && { features }) };
  };
}

/** The same layers with one output more. */
function withFeatures(network: tf.LayersModel): tf.LayersModel {
  const layer = network.layers.find(({ name }) => name === "features");
  if (!layer) {
    throw new Error(
      `Feature matching is expected to find a layer named "features" in the discriminator, whose ` +
        `layers are ${network.layers.map(({ name }) => name).join(", ")}; give the layer whose ` +
        `output [n, k] is to be matched that name.`,
    );
  }
  const features = layer.output as tf.SymbolicTensor;
  return tf.model({ inputs: network.inputs, outputs: [...network.outputs, features] });
}

/** The generator in training, as a function of latents [n, latent] and one-hot classes. */
export function generate(
  generator: Generator<ImageShape, number, number>,
  latents: tf.Tensor2D,
  classes?: tf.Tensor2D,
): tf.Tensor4D {
  const inputs = generator.classes === 0 ? latents : [latents, classes!];
  return generator.network.apply(inputs, { training: true }) as tf.Tensor4D; // [n, h, w, c]
}

/**
 * Images as the discriminator gets to see them.
 *
 * @param which says what they are: real images and samples are changed in different ways
 */
export function augmented(
  { augmentation, seed }: Game,
  images: tf.Tensor4D,
  which: "real images" | "samples",
  { step, draw }: Update,
): tf.Tensor4D {
  if (!augmentation) return images;
  const key = { seed: deriveSeed(seed, `augmentation of ${which}`), step: draw };
  return augmentation.apply(images, { ...key, trainingStep: step });
}

/** Layers that look at a batch as a whole. */
const MIXING = /BatchNormalization|MinibatchStandardDeviation/;

/**
 * Whether a network judges an image by the others of its batch, too: then real and generated
 * images have to come in batches of their own.
 */
export function mixesBatch(network: tf.LayersModel): boolean {
  return layerClasses(network).some((name) => MIXING.test(name));
}
