/** Makes the two networks of a GAN from the layers between their inputs and their outputs. */
import * as tf from "@tensorflow/tfjs";
import type { Conditioning, Discriminator } from "../adversarial/networks.js";
import type { Symbolic } from "../blocks/index.js";
import type { Generator } from "../models/generator.js";
import type { Prior } from "../models/prior.js";
import { deriveSeed } from "../tensor/random/index.js";
import { checkImageShape, checkPositiveInteger, type ImageShape } from "../tensor/shape.js";
import { initializeWeights, type Initialization } from "../tensor/variables.js";

/** Settings of {@link buildGenerator}. */
export interface GeneratorSettings<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number,
> {
  /** Shape of an image, `[height, width, channels]`. */
  readonly image: Image;
  /** Size of the latent vector $z$. */
  readonly latent: Latent;
  /** The distribution of latent vectors; default `standardNormal(latent)`. */
  readonly prior?: Prior<Latent>;
  /** Number of classes; default 0, a generator without labels. */
  readonly classes?: Classes;
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
  /** How kernels are initialized; default `"glorot"`. */
  readonly initialization?: Initialization;
}

/**
 * A generator.
 *
 * @param build from latent vectors [n, latent] and, if it has classes, one-hot labels [n, classes]
 *   to images [n, height, width, channels] in [-1, 1]
 * @throws RangeError when a size is not a positive integer
 */
export function buildGenerator<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number = 0,
>(
  settings: GeneratorSettings<Image, Latent, Classes>,
  build: (z: Symbolic, labels: Symbolic) => Symbolic,
): Generator<Image, Latent, Classes> {
  const { image, latent, prior, classes = 0 as Classes, seed = 0, initialization } = settings;
  checkPositiveInteger("latent", latent, 64);
  const z = tf.input({ shape: [latent], name: "latent" });
  const inputs = [z, ...labelInputs(classes)] as [Symbolic, Symbolic];
  const network = tf.model({ name: "generator", inputs, outputs: build(...inputs) });
  initializeWeights(network, deriveSeed(seed, "generator"), initialization);
  return { image: checkImageShape(image), latent, classes, network, ...(prior && { prior }) };
}

/** Settings of {@link buildDiscriminator}. */
export interface DiscriminatorSettings<Image extends ImageShape, Classes extends number> {
  /** Shape of an image, `[height, width, channels]`. */
  readonly image: Image;
  /** Number of classes; default 0, a discriminator without labels. */
  readonly classes?: Classes;
  /** How the discriminator uses the classes; default `"none"`. */
  readonly conditioning?: Conditioning;
  /** Sizes of further outputs [n, size] beside the logits; default none. */
  readonly heads?: readonly number[];
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
  /** How kernels are initialized; default `"glorot"`. */
  readonly initialization?: Initialization;
}

/**
 * A discriminator. One of its layers should be named `features`, for feature matching.
 *
 * @param build from images and, if the conditioning is `"input"`, one-hot labels [n, classes] to the
 *   logits of "real" [n, 1], those of classes [n, classes] if the conditioning is `"auxiliary"`, and
 *   the outputs that `heads` lists
 * @throws RangeError when a size is not a positive integer
 */
export function buildDiscriminator<Image extends ImageShape, Classes extends number = 0>(
  settings: DiscriminatorSettings<Image, Classes>,
  build: (images: Symbolic, labels: Symbolic) => Symbolic | Symbolic[],
): Discriminator<Image, Classes> {
  const { image, classes = 0 as Classes, conditioning = "none", heads, seed = 0 } = settings;
  const images = tf.input({ shape: [...checkImageShape(image)], name: "images" });
  const labels = conditioning === "input" ? labelInputs(classes) : [];
  const inputs = [images, ...labels] as [Symbolic, Symbolic];
  const network = tf.model({ name: "discriminator", inputs, outputs: build(...inputs) });
  initializeWeights(network, deriveSeed(seed, "discriminator"), settings.initialization);
  return { image, classes, conditioning, network, ...(heads && { heads }) };
}

function labelInputs(classes: number): Symbolic[] {
  return classes === 0 ? [] : [tf.input({ shape: [classes], name: "labels" })];
}
