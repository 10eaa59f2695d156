import * as tf from "@tensorflow/tfjs";
import type { Discriminator } from "../../adversarial/networks.js";
import {
  batchNormRelu,
  conv2d,
  head,
  logit,
  mappingLayers,
  normalize,
  relu,
  residualDown,
  residualUp,
  startingGrid,
  toGrid,
  type Symbolic,
} from "../../blocks/index.js";
import { globalSumPooling, type UpsamplingInterpolation } from "../../layers/index.js";
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

/** Settings of {@link resnetGenerator}. */
export interface ResnetGeneratorOptions<
  Image extends ImageShape,
  Latent extends number,
> extends GeneratorOptions<Image, Latent> {
  /** How it doubles its images; default `"nearest"`. */
  readonly upsampling?: UpsamplingInterpolation;
}

/** Settings of {@link resnetDiscriminator}. */
export type ResnetDiscriminatorOptions<Image extends ImageShape> = DiscriminatorOptions<Image>;

/** Settings of {@link resnetGan}. */
export interface ResnetGanOptions<Image extends ImageShape, Latent extends number>
  extends ResnetGeneratorOptions<Image, Latent>, ResnetDiscriminatorOptions<Image> {
  /** Channels of all convolutions; default 128. */
  readonly baseChannels?: number;
  /** Fixes the initial weights and the samples: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

type LayerOptions = Omit<ResnetGanOptions<ImageShape, number>, "latent" | "seed">;

/**
 * The generator's layers: a dense layer to a small grid, then one residual block for each doubling: 3
 * at 32 px, 2 at 28, 4 at 64. Shapes are those of 32 px.
 */
function synthesize(z: Symbolic, options: LayerOptions, labels?: Symbolic): Symbolic {
  const { image, baseChannels: filters = 128, upsampling = "nearest" } = options;
  const { height, width, doublings } = startingGrid(image); // 4x4 and 3

  let x = mappingLayers(z, options.mappingLayers); // [n, k]
  x = toGrid(x, { height, width, channels: filters }); // [n, 4, 4, 128]
  for (let block = 1; block <= doublings; block++) {
    x = residualUp(x, { filters, name: `up${block}`, upsampling, labels }); // to [n, 32, 32, 128]
  }
  x = batchNormRelu(x, "last", labels);
  return conv2d(x, { filters: image[2], name: "pixels", activation: "tanh" }); // [n, 32, 32, c]
}

/** The discriminator halves its images to 7 to 13 positions, and has two more blocks there. */
const [SMALLEST, PLAIN_BLOCKS] = [7, 2] as const;

/**
 * The discriminator's layers: residual blocks that halve the image down to 7 or 8 positions, two more
 * blocks there, and a pooling over all positions. Shapes are those of 32 px.
 */
function extractFeatures(images: Symbolic, options: LayerOptions): Symbolic {
  const { image, baseChannels: filters = 128, normalization = "spectral" } = options;
  const side = Math.min(image[0], image[1]);
  let halvings = startingGrid(image).doublings;
  while (side / 2 ** halvings < SMALLEST) halvings--; // 2 at 32 px

  let x = images; // [n, 32, 32, c]
  for (let block = 1; block <= halvings + PLAIN_BLOCKS; block++) {
    const position = { halve: block <= halvings, first: block === 1 };
    x = residualDown(x, { filters, name: `down${block}`, normalization, ...position }); // to [n, 8, 8, 128]
  }
  x = relu(normalize(x, normalization, "last_norm"), "last_relu");
  const spectral = normalization === "spectral";
  const pooling = spectral ? globalSumPooling : tf.layers.globalAveragePooling2d;
  return head(x, { ...options, pooling, spectral }); // [n, 128]
}

/**
 * The layers of both networks.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or `baseChannels` is not a
 *   positive integer
 */
export function resnetArchitecture(options: LayerOptions): Architecture {
  const { image, baseChannels = 128, normalization = "spectral" } = options;
  startingGrid(image);
  checkPositiveInteger("baseChannels", baseChannels, 64);
  return {
    synthesize: (z, labels) => synthesize(z, options, labels),
    extractFeatures: (images) => extractFeatures(images, options),
    spectral: normalization === "spectral",
    initialization: { generator: "glorot", discriminator: "glorot" },
  };
}

/** The generator of {@link resnetGan}. */
export function resnetGenerator<const Image extends ImageShape, const Latent extends number>(
  options: ResnetGeneratorOptions<Image, Latent>,
): Generator<Image, Latent> {
  const { image, latent, seed } = checkArchitecture("resnetGenerator", options);
  const { synthesize, initialization } = resnetArchitecture(options);
  const settings = { image, latent, seed, initialization: initialization.generator };
  return buildGenerator(settings, (z) => synthesize(z));
}

/** The discriminator of {@link resnetGan}. */
export function resnetDiscriminator<const Image extends ImageShape>(
  options: ResnetDiscriminatorOptions<Image>,
): Discriminator<Image> {
  const { image, seed } = checkArchitecture("resnetDiscriminator", options);
  const { extractFeatures, initialization, spectral } = resnetArchitecture(options);
  const settings = { image, seed, initialization: initialization.discriminator };
  return buildDiscriminator(settings, (images) => logit(extractFeatures(images), spectral));
}

/**
 * The ResNet GAN of WGAN-GP (Gulrajani et al. 2017; `normalization: "layer"` with their gradient
 * penalty) and of SNGAN (Miyato et al. 2018; `"spectral"`, the default, with the hinge loss).
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or a size is not a positive
 *   integer
 */
export function resnetGan<const Image extends ImageShape, const Latent extends number>(
  options: ResnetGanOptions<Image, Latent>,
): Gan<Image, Latent> {
  const generator = () => resnetGenerator(options);
  return new Gan({ generator, discriminator: resnetDiscriminator(options), seed: options.seed });
}
