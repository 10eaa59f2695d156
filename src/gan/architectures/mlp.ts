import { checkArchitecture } from "./architecture.js";
import * as tf from "@tensorflow/tfjs";
import type { Discriminator } from "../../adversarial/networks.js";
import { refusal } from "../../base/errors.js";
import { formatCount } from "../../base/numbers.js";
import { LEAKY_RELU_SLOPE } from "../../blocks/index.js";
import type { Generator } from "../../models/generator.js";
import { deriveSeed } from "../../tensor/random/index.js";
import { checkImageShape, checkPositiveInteger, type ImageShape } from "../../tensor/shape.js";
import { initializeWeights } from "../../tensor/variables.js";
import { Gan } from "../gan.js";

/** Settings of {@link mlpGenerator}. */
export interface MlpGeneratorOptions<Image extends ImageShape, Latent extends number> {
  /** Shape of an image, `[height, width, channels]`. */
  readonly image: Image;
  /** Size of the latent vector $z$. */
  readonly latent: Latent;
  /** Units of the hidden layers, from latent to image; default `[256, 512]`. */
  readonly units?: readonly number[];
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
}

/** Settings of {@link mlpDiscriminator}. */
export interface MlpDiscriminatorOptions<Image extends ImageShape> {
  /** Shape of an image, `[height, width, channels]`. */
  readonly image: Image;
  /** Units of the hidden layers, from image to logit; default `[512, 256]`. */
  readonly units?: readonly number[];
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * A generator of dense layers: leaky ReLU inside, tanh at the end, so that images lie in [-1, 1].
 *
 * @throws RangeError when a size is not a positive integer, or a layer would have over 2^29 weights
 */
export function mlpGenerator<const Image extends ImageShape, const Latent extends number>(
  options: MlpGeneratorOptions<Image, Latent>,
): Generator<Image, Latent> {
  const { units = [256, 512], seed = 0 } = checkArchitecture("mlpGenerator", options);
  const image = checkImageShape(options.image);
  const latent = checkPositiveInteger("latent", options.latent, 64) as Latent;
  const pixels = image[0] * image[1] * image[2];
  const network = tf.sequential({ name: "generator" });
  network.add(tf.layers.inputLayer({ inputShape: [latent] })); // [n, latent]
  const inputs = addHidden(network, latent, units); // [n, units]
  checkDense("pixels", inputs, pixels);
  network.add(tf.layers.dense({ units: pixels, activation: "tanh", name: "pixels" })); // [n, h*w*c]
  network.add(tf.layers.reshape({ targetShape: [...image] })); // [n, h, w, c]
  initializeWeights(network, deriveSeed(seed, "generator"));
  return { image, latent, classes: 0, network };
}

/**
 * A discriminator of dense layers: leaky ReLU inside, one logit at the end.
 *
 * @throws RangeError when a size is not a positive integer, or a layer would have over 2^29 weights
 */
export function mlpDiscriminator<const Image extends ImageShape>(
  options: MlpDiscriminatorOptions<Image>,
): Discriminator<Image> {
  const { units = [512, 256], seed = 0 } = checkArchitecture("mlpDiscriminator", options);
  const image = checkImageShape(options.image);
  const network = tf.sequential({ name: "discriminator" });
  network.add(tf.layers.flatten({ inputShape: [...image] })); // [n, h*w*c]
  addHidden(network, image[0] * image[1] * image[2], units, "features"); // [n, units]
  network.add(tf.layers.dense({ units: 1, name: "logit" })); // [n, 1]
  initializeWeights(network, deriveSeed(seed, "discriminator"));
  return { image, classes: 0, conditioning: "none", network };
}

/** Weights of one layer: 2 GiB, which training holds four times. */
const MOST_WEIGHTS = 2 ** 29;

/** @throws RangeError when a dense layer would have more weights than memory is likely to hold */
function checkDense(name: string, inputs: number, units: number): void {
  if (inputs * units <= MOST_WEIGHTS) return;
  throw new RangeError(
    refusal(
      `The layer "${name}" of a network of dense layers`,
      `of at most ${formatCount(MOST_WEIGHTS, "weight")}`,
      `of ${formatCount(inputs * units)} (${formatCount(inputs)} inputs times ${formatCount(units)} units)`,
      "take smaller images or fewer units, or a convolutional model",
    ),
  );
}

/**
 * Adds hidden layers with leaky ReLU.
 *
 * @param inputs size of the network's input
 * @param lastName name of the last activation
 * @returns size of the last layer's output
 */
function addHidden(
  network: tf.Sequential,
  inputs: number,
  sizes: readonly number[],
  lastName?: string,
): number {
  let width = inputs;
  for (const [index, units] of sizes.entries()) {
    checkPositiveInteger(`The number of units of hidden layer ${index + 1}`, units, 256);
    const name = index === sizes.length - 1 && lastName ? lastName : `activation${index + 1}`;
    checkDense(`hidden${index + 1}`, width, units);
    network.add(tf.layers.dense({ units, name: `hidden${index + 1}` })); // [n, units]
    network.add(tf.layers.leakyReLU({ alpha: LEAKY_RELU_SLOPE, name }));
    width = units;
  }
  return width;
}

/** Settings of {@link mlpGan}. */
export interface MlpGanOptions<Image extends ImageShape, Latent extends number> {
  /** Shape of an image, `[height, width, channels]`. */
  readonly image: Image;
  /** Size of the latent vector $z$. */
  readonly latent: Latent;
  /** Units of the generator's hidden layers; default `[256, 512]`. */
  readonly generatorUnits?: readonly number[];
  /** Units of the discriminator's hidden layers; default `[512, 256]`. */
  readonly discriminatorUnits?: readonly number[];
  /** Fixes the initial weights and the samples: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

/**
 * The multilayer-perceptron GAN of Goodfellow et al. (2014), the smallest one that draws digits.
 *
 * @throws RangeError when a size is not a positive integer, or a layer would have over 2^29 weights
 */
export function mlpGan<const Image extends ImageShape, const Latent extends number>(
  options: MlpGanOptions<Image, Latent>,
): Gan<Image, Latent> {
  checkArchitecture("mlpGan", options);
  const { image, latent, generatorUnits, discriminatorUnits, seed = 0 } = options;
  const generator = () => mlpGenerator({ image, latent, units: generatorUnits, seed });
  const discriminator = mlpDiscriminator({ image, units: discriminatorUnits, seed });
  return new Gan({ generator, discriminator, seed });
}
