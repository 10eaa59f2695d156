import * as tf from "@tensorflow/tfjs";
import type { Discriminator } from "../../adversarial/networks.js";
import {
  batchNormRelu,
  convBlock,
  head,
  logit,
  mappingLayers,
  startingGrid,
  toGrid,
  upsampleConv,
  type Symbolic,
  type Upsampling,
} from "../../blocks/index.js";
import type { Generator } from "../../models/generator.js";
import { checkPositiveInteger, type ImageShape } from "../../tensor/shape.js";
import { buildDiscriminator, buildGenerator } from "../build-networks.js";
import { Gan } from "../gan.js";
import {
  checkArchitecture,
  type Architecture,
  type DiscriminatorOptions,
  type GeneratorOptions,
} from "./architecture.js";

/** Settings of {@link dcganGenerator}. */
export interface DcganGeneratorOptions<
  Image extends ImageShape,
  Latent extends number,
> extends GeneratorOptions<Image, Latent> {
  /** How it doubles its images; default `"nearest"`. */
  readonly upsampling?: Upsampling;
}

/** Settings of {@link dcganDiscriminator}. */
export type DcganDiscriminatorOptions<Image extends ImageShape> = DiscriminatorOptions<Image>;

/** Settings of {@link dcgan}. */
export interface DcganOptions<Image extends ImageShape, Latent extends number>
  extends DcganGeneratorOptions<Image, Latent>, DcganDiscriminatorOptions<Image> {
  /** Channels at the highest resolution, doubled each time it halves; default 64. */
  readonly baseChannels?: number;
  /** Fixes the initial weights and the samples: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

type LayerOptions = Omit<DcganOptions<ImageShape, number>, "latent" | "seed">;

/**
 * The generator's layers: a dense layer to a small grid, then convolutions that double it and halve
 * its channels, with batch norm and ReLU between them and tanh at the end. Shapes are those of 28 px.
 */
function synthesize(z: Symbolic, options: LayerOptions, labels?: Symbolic): Symbolic {
  const { image, baseChannels = 64, upsampling = "nearest" } = options;
  const { height, width, doublings } = startingGrid(image); // 7x7 and 2
  const channels = (stage: number) => baseChannels * 2 ** stage; // stage 0 is next to the image
  const last = doublings - 1;

  let x = mappingLayers(z, options.mappingLayers); // [n, k]
  x = toGrid(x, { height, width, channels: channels(last), bias: false }); // [n, 7, 7, 128]
  x = batchNormRelu(x, "project", labels);
  for (let stage = last - 1; stage >= 0; stage--) {
    const name = `up${last - stage}`;
    x = upsampleConv(x, upsampling, { filters: channels(stage), name, bias: false }); // [n, 14, 14, 64]
    x = batchNormRelu(x, name, labels);
  }
  return upsampleConv(x, upsampling, { filters: image[2], name: "pixels", activation: "tanh" }); // [n, 28, 28, c]
}

/**
 * The discriminator's layers: convolutions of stride 2 that double the channels, with leaky ReLU.
 * Shapes are those of 28 px.
 */
function extractFeatures(images: Symbolic, options: LayerOptions): Symbolic {
  const { image, baseChannels = 64, normalization = "none" } = options;
  const { height, width, doublings } = startingGrid(image);
  // A 7x7 grid is halved once more: each of its positions sees 10 pixels, too few to judge a digit by.
  const stages = Math.min(height, width) > 4 ? doublings + 1 : doublings;

  let x = images; // [n, 28, 28, c]
  for (let stage = 0; stage < stages; stage++) {
    const [filters, name] = [baseChannels * 2 ** stage, `down${stage + 1}`];
    // The first stage sees pixels, whose statistics batch and layer norm would hide.
    const how = stage === 0 && normalization !== "spectral" ? "none" : normalization;
    x = convBlock(x, { filters, name, kernel: 4, stride: 2, normalization: how }); // to [n, 4, 4, 256]
  }
  const spectral = normalization === "spectral";
  return head(x, { ...options, pooling: tf.layers.flatten, spectral }); // [n, 4*4*256]
}

/** Radford et al.'s kernels, of std 0.02, need batch norm after them; without it the scale suits ReLU. */
const initializations = { none: "he", batch: "dcgan", layer: "he", spectral: "glorot" } as const;

/**
 * The layers of both networks.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or `baseChannels` is not a
 *   positive integer
 */
export function dcganArchitecture(options: LayerOptions): Architecture {
  const { image, baseChannels = 64, normalization = "none" } = options;
  startingGrid(image);
  checkPositiveInteger("baseChannels", baseChannels, 64);
  return {
    synthesize: (z, labels) => synthesize(z, options, labels),
    extractFeatures: (images) => extractFeatures(images, options),
    spectral: normalization === "spectral",
    initialization: { generator: "dcgan", discriminator: initializations[normalization] },
  };
}

/** The generator of {@link dcgan}. */
export function dcganGenerator<const Image extends ImageShape, const Latent extends number>(
  options: DcganGeneratorOptions<Image, Latent>,
): Generator<Image, Latent> {
  const { image, latent, seed } = checkArchitecture("dcganGenerator", options);
  const { synthesize, initialization } = dcganArchitecture(options);
  const settings = { image, latent, seed, initialization: initialization.generator };
  return buildGenerator(settings, (z) => synthesize(z));
}

/** The discriminator of {@link dcgan}. */
export function dcganDiscriminator<const Image extends ImageShape>(
  options: DcganDiscriminatorOptions<Image>,
): Discriminator<Image> {
  const { image, seed } = checkArchitecture("dcganDiscriminator", options);
  const { extractFeatures, initialization, spectral } = dcganArchitecture(options);
  const settings = { image, seed, initialization: initialization.discriminator };
  return buildDiscriminator(settings, (images) => logit(extractFeatures(images), spectral));
}

/**
 * The deep convolutional GAN (Radford, Metz and Chintala 2016) for images of 28, 32 or 64 pixels, or
 * any other 4 to 7 times a power of two. It differs from the paper in two defaults: the generator
 * upsamples and convolves, because transposed convolutions leave a checkerboard (Odena et al. 2016),
 * and the discriminator has no batch norm, so that it can be regularized by R1.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or a size is not a positive
 *   integer
 */
export function dcgan<const Image extends ImageShape, const Latent extends number>(
  options: DcganOptions<Image, Latent>,
): Gan<Image, Latent> {
  const generator = () => dcganGenerator(options);
  return new Gan({ generator, discriminator: dcganDiscriminator(options), seed: options.seed });
}
