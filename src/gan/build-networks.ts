/** Makes the two networks of a GAN from what happens between their inputs and their outputs. */
import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../tensor/random/index.js";
import { checkImageShape, checkPositiveInteger, type ImageShape } from "../tensor/shape.js";
import { initializeWeights } from "../tensor/variables.js";
import type { Conditioning, Discriminator } from "../adversarial/networks.js";
import type { Generator } from "../models/generator.js";
import type { Backbone } from "../blocks/backbone.js";
import { dense, type Symbolic } from "../blocks/pieces.js";

/** Settings of {@link buildGenerator}. */
export interface GeneratorSettings<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number,
> {
  readonly image: Image;
  readonly latent: Latent;
  /** 0 for a generator without classes. */
  readonly classes: Classes;
  readonly seed: number;
  readonly backbone: Backbone;
}

/**
 * @param draw from latent vectors [n, latent] and one-hot classes [n, classes] to images
 * @throws RangeError when a size is not a positive integer
 */
export function buildGenerator<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number,
>(
  settings: GeneratorSettings<Image, Latent, Classes>,
  draw: (z: Symbolic, labels: Symbolic) => Symbolic,
): Generator<Image, Latent, Classes> {
  const { image, latent, classes, seed, backbone } = settings;
  checkPositiveInteger("latent", latent);
  const z = tf.input({ shape: [latent], name: "latent" });
  const inputs = [z, ...labelInputs(classes)] as [Symbolic, Symbolic];
  const network = tf.model({ name: "generator", inputs, outputs: draw(...inputs) });
  const { generator } = backbone.initialization;
  initializeWeights(network, deriveSeed(seed, "generator"), generator);
  return { image: checkImageShape(image), latent, classes, network };
}

/** Settings of {@link buildDiscriminator}. */
export interface DiscriminatorSettings<Image extends ImageShape, Classes extends number> {
  readonly image: Image;
  /** 0 for a discriminator without classes. */
  readonly classes: Classes;
  readonly conditioning: Conditioning;
  readonly seed: number;
  readonly backbone: Backbone;
}

/**
 * @param judge from images and, where it is told them, one-hot classes to logits
 * @throws RangeError when a size is not a positive integer
 */
export function buildDiscriminator<Image extends ImageShape, Classes extends number>(
  settings: DiscriminatorSettings<Image, Classes>,
  judge: (images: Symbolic, labels: Symbolic) => Symbolic | Symbolic[],
): Discriminator<Image, Classes> {
  const { image, classes, conditioning, seed, backbone } = settings;
  const images = tf.input({ shape: [...checkImageShape(image)], name: "images" });
  const told = conditioning === "input" ? labelInputs(classes) : [];
  const inputs = [images, ...told] as [Symbolic, Symbolic];
  const network = tf.model({ name: "discriminator", inputs, outputs: judge(...inputs) });
  const { discriminator } = backbone.initialization;
  initializeWeights(network, deriveSeed(seed, "discriminator"), discriminator);
  return { image, classes, conditioning, network };
}

/** The head that every discriminator has: features [n, k] to the logit of "real" [n, 1]. */
export function logit(features: Symbolic, { spectral }: Backbone): Symbolic {
  return dense(features, { units: 1, name: "logit", spectral });
}

function labelInputs(classes: number): Symbolic[] {
  return classes === 0 ? [] : [tf.input({ shape: [classes], name: "labels" })];
}
