import * as tf from "@tensorflow/tfjs";
import { layerClasses } from "../blocks/layer-classes.js";
import type { ImageShape } from "../tensor/shape.js";
import type { Discriminator } from "./networks.js";

/** A discriminator's output for a batch of images. */
export interface DiscriminatorOutput {
  /** [n, 1], or [n, h, w, 1] of a discriminator of patches */
  readonly logits: tf.Tensor2D;
  /** [n, classes], of a discriminator with an auxiliary classifier. */
  readonly classLogits?: tf.Tensor2D;
  /** [n, k], the output of the layer `features`, where it is asked for. */
  readonly features?: tf.Tensor2D;
  /** Further outputs of the network by the names of their layers, in InfoGAN those of the codes. */
  readonly heads: Readonly<Record<string, tf.Tensor>>;
}

/**
 * A discriminator as a function of images [n, height, width, channels] and, for a conditional one,
 * one-hot classes [n, classes].
 */
export type ConditionalDiscriminatorFn = (
  images: tf.Tensor4D,
  labels?: tf.Tensor2D,
) => DiscriminatorOutput;

/**
 * The discriminator in training mode.
 *
 * @param options `features` asks for the output of the layer of that name, too
 * @throws Error when features are asked for and no layer has that name
 */
export function discriminatorFn(
  discriminator: Discriminator<ImageShape, number>,
  options: { readonly features: boolean },
): ConditionalDiscriminatorFn {
  const { network, conditioning } = discriminator;
  const applied = options.features ? withFeatures(network) : network;
  const names = network.outputNames;
  return (images, labels) => {
    const inputs = conditioning === "input" ? [images, labels!] : images;
    const outputs = [applied.apply(inputs, { training: true })].flat() as tf.Tensor2D[];
    const features = options.features ? outputs.pop() : undefined;
    const [logits, ...heads] = outputs;
    const classLogits = conditioning === "auxiliary" ? heads[0] : undefined;
    return {
      logits: logits!,
      ...(classLogits && { classLogits }),
      ...(features && { features }),
      heads: Object.fromEntries(heads.map((head, index) => [names[index + 1]!, head])),
    };
  };
}

/** The same layers with one more output. */
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

/**
 * The outputs for real and for generated images, in one pass where no layer mixes a batch: faster
 * than two, and the same.
 *
 * @param mixes see {@link mixesBatch}
 * @param labels one-hot classes of both batches [n, classes]
 */
export function outputsOnBoth(
  discriminator: ConditionalDiscriminatorFn,
  mixes: boolean,
  real: tf.Tensor4D,
  fake: tf.Tensor4D,
  labels?: tf.Tensor2D,
): [onReal: DiscriminatorOutput, onFake: DiscriminatorOutput] {
  if (mixes) return [discriminator(real, labels), discriminator(fake, labels)];
  const both = discriminator(tf.concat([real, fake]), labels && tf.concat([labels, labels])); // [2n, …]
  const halves = <T extends tf.Tensor>(x: T) => tf.split(x, 2) as unknown as [T, T];
  const logits = halves(both.logits);
  const heads = Object.entries(both.heads).map(([name, head]) => [name, halves(head)] as const);
  const { classLogits } = both;
  const features = both.features && halves(both.features);
  const half = (at: 0 | 1): DiscriminatorOutput => {
    const ofHalf = Object.fromEntries(heads.map(([name, pair]) => [name, pair[at]]));
    const classes = heads.find(([name]) => both.heads[name] === classLogits)?.[1][at];
    return {
      logits: logits[at],
      ...(classes && { classLogits: classes as tf.Tensor2D }),
      ...(features && { features: features[at] }),
      heads: ofHalf,
    };
  };
  return [half(0), half(1)];
}

/** Layers that look at a batch as a whole. */
const MIXING = /BatchNormalization|MinibatchStandardDeviation/;

/**
 * Whether an output of a network depends on the other images of its batch: real and generated images
 * must then be in separate batches.
 */
export function mixesBatch(network: tf.LayersModel): boolean {
  return layerClasses(network).some((name) => MIXING.test(name));
}
