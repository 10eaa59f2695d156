import { checkArchitecture } from "./architecture.js";
import * as tf from "@tensorflow/tfjs";
import type { Discriminator } from "../../adversarial/networks.js";
import {
  batchNormRelu,
  checkDepth,
  conv2d,
  convBlock,
  head,
  logit,
  toGrid,
  upsampleConv,
  type DepthOf,
  type DiscriminatorNormalization,
  type Upsampling,
} from "../../blocks/index.js";
import type { Generator } from "../../models/generator.js";
import { checkPositiveInteger, type ImageShape } from "../../tensor/shape.js";
import { buildDiscriminator, buildGenerator } from "../build-networks.js";
import { Gan } from "../gan.js";

/** Settings of {@link deepDiscriminator}. */
export interface DeepDiscriminatorOptions<Image extends ImageShape> {
  /** Shape of an image, `[height, width, channels]`; both sides are multiples of 2^depth. */
  readonly image: Image;
  /**
   * Number of stages, each of two convolutions, that halve or double the image; default as many as
   * keep the grid at least 4x4, but at least one.
   */
  readonly depth?: DepthOf<Image>;
  /** Channels at the highest resolution, doubled each time it halves; default 64. */
  readonly baseChannels?: number;
  /** How the discriminator is normalized; default `"none"`. */
  readonly normalization?: DiscriminatorNormalization;
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
}

/** Settings of {@link deepGenerator}. */
export interface DeepGeneratorOptions<Image extends ImageShape, Latent extends number> extends Pick<
  DeepDiscriminatorOptions<Image>,
  "image" | "depth" | "baseChannels" | "seed"
> {
  /** Size of the latent vector $z$. */
  readonly latent: Latent;
  /** How it doubles its images; default `"nearest"`. */
  readonly upsampling?: Upsampling;
}

/** Settings of {@link deepGan}. */
export type DeepGanOptions<Image extends ImageShape, Latent extends number> = DeepGeneratorOptions<
  Image,
  Latent
> &
  DeepDiscriminatorOptions<Image>;

/** The generator of {@link deepGan}. Shapes are those of 64 px. */
export function deepGenerator<const Image extends ImageShape, const Latent extends number>(
  options: DeepGeneratorOptions<Image, Latent>,
): Generator<Image, Latent> {
  checkArchitecture("a deep GAN", options);
  const { image, latent, baseChannels = 64, upsampling = "nearest", seed } = options;
  const depth = checkDepth(image, options.depth); // 4
  checkPositiveInteger("baseChannels", baseChannels, 64);
  return buildGenerator({ image, latent, seed, initialization: "he" }, (z) => {
    const [height, width] = [image[0] / 2 ** depth, image[1] / 2 ** depth];
    const channels = baseChannels * 2 ** (depth - 1);
    let x = toGrid(z, { height, width, channels, bias: false }); // [n, 4, 4, 512]
    x = batchNormRelu(x, "project");
    for (let stage = depth - 1; stage >= 0; stage--) {
      const [filters, name] = [baseChannels * 2 ** stage, `up${depth - stage}`];
      x = conv2d(x, { filters, name: `${name}_keep`, bias: false }); // [n, 4, 4, 512]
      x = batchNormRelu(x, `${name}_keep`);
      x = upsampleConv(x, upsampling, { filters, name, bias: false }); // [n, 8, 8, 512]
      x = batchNormRelu(x, name);
    } // [n, 64, 64, 64]
    return conv2d(x, { filters: image[2], name: "pixels", kernel: 7, activation: "tanh" }); // [n, 64, 64, c]
  });
}

/** The discriminator of {@link deepGan}. Shapes are those of 64 px. */
export function deepDiscriminator<const Image extends ImageShape>(
  options: DeepDiscriminatorOptions<Image>,
): Discriminator<Image> {
  checkArchitecture("a deep GAN", options);
  const { image, baseChannels = 64, normalization = "none", seed } = options;
  const depth = checkDepth(image, options.depth); // 4
  checkPositiveInteger("baseChannels", baseChannels, 64);
  const spectral = normalization === "spectral";
  const initialization = spectral ? "glorot" : "he";
  return buildDiscriminator({ image, seed, initialization }, (images) => {
    let x = images; // [n, 64, 64, c]
    for (let stage = 0; stage < depth; stage++) {
      const [filters, name] = [baseChannels * 2 ** stage, `down${stage + 1}`];
      x = convBlock(x, { filters, name: `${name}_keep`, normalization }); // [n, 64, 64, 64]
      x = convBlock(x, { filters, name, kernel: 4, stride: 2, normalization }); // [n, 32, 32, 64]
    } // [n, 4, 4, 512]
    return logit(head(x, { pooling: tf.layers.flatten }), spectral); // [n, 1]
  });
}

/**
 * A deep convolutional GAN, whose networks have two convolutions in each stage, the second of which
 * halves or doubles the image. At 64x64 that is four stages: a discriminator of 64, 64, 128, 128, 256, 256,
 * 512, 512 channels down to 4x4, and a generator that mirrors it and ends in a 7x7 convolution. Each
 * stage halves both sides, so the image's size limits the depth: a depth that does not fit does not
 * compile, or throws.
 *
 * @throws RangeError when the images do not halve `depth` times, or a size is not a positive integer
 */
export function deepGan<const Image extends ImageShape, const Latent extends number>(
  options: DeepGanOptions<Image, Latent>,
): Gan<Image, Latent> {
  const generator = () => deepGenerator(options);
  return new Gan({ generator, discriminator: deepDiscriminator(options), seed: options.seed });
}
