import * as tf from "@tensorflow/tfjs";
import { globalSumPooling, type UpsamplingInterpolation } from "../../layers/index.js";
import { checkPositiveInteger, type ImageShape } from "../../tensor/shape.js";
import type { Backbone, BackboneOptions, MappingOptions } from "../../blocks/backbone.js";
import { startingGrid } from "../../blocks/grid.js";
import { buildDiscriminator, buildGenerator, logit } from "../build-networks.js";
import { convolve, normalize, relu, type Symbolic } from "../../blocks/pieces.js";
import { residualDown, residualUp } from "../../blocks/residual.js";
import { gathered, mapped, project } from "../../blocks/stages.js";
import { Gan } from "../gan.js";
import type { Discriminator } from "../../adversarial/networks.js";
import type { Generator } from "../../models/generator.js";

/**
 * Settings of {@link resnetBackbone}. `baseChannels` is the channels of all convolutions, default 128;
 * `normalization` is by default `"spectral"`.
 */
export interface ResnetBackboneOptions<Image extends ImageShape = ImageShape>
  extends BackboneOptions<Image>, MappingOptions {
  /** How the generator doubles its images; default `"nearest"`. */
  readonly upsampling?: UpsamplingInterpolation;
}

/** The discriminator halves its images to 7 to 13 positions, and has so many more blocks there. */
const [SMALLEST, PLAIN_BLOCKS] = [7, 2] as const;

/**
 * The convolutional part of a ResNet GAN. The generator has one block a doubling (3 at 32 px, 2 at
 * 28, 4 at 64); the discriminator halves down to 7 or 8 positions and has two more blocks there.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7 (28, 32 and 64 px do)
 */
export function resnetBackbone(options: ResnetBackboneOptions): Backbone {
  const { image, baseChannels = 128, normalization = "spectral", upsampling = "nearest" } = options;
  const grid = startingGrid(image);
  const filters = checkPositiveInteger("baseChannels", baseChannels);
  const spectral = normalization === "spectral";

  function generate(code: Symbolic, labels?: Symbolic): Symbolic {
    let x = project(mapped(code, options.mappingLayers), grid, baseChannels, true); // [n, 4, 4, baseChannels]
    for (let block = 1; block <= grid.doublings; block++) {
      x = residualUp(x, { filters, name: `up${block}`, upsampling, labels }); // twice as large
    }
    x = relu(normalize(x, "batch", "last_norm", labels), "last_relu"); // [n, h, w, baseChannels]
    return convolve(x, { filters: image[2], name: "pixels", activation: "tanh" });
  }

  function describe(images: Symbolic): Symbolic {
    let x = images; // [n, h, w, c]
    let side = Math.min(image[0], image[1]);
    const halvings: boolean[] = [];
    for (let left = grid.doublings; left > 0 && side / 2 >= SMALLEST; left--, side /= 2) {
      halvings.push(true);
    }
    const blocks = [...halvings, ...new Array<boolean>(PLAIN_BLOCKS).fill(false)];
    blocks.forEach((halve, index) => {
      const first = index === 0;
      x = residualDown(x, { filters, name: `down${index + 1}`, normalization, halve, first });
    });
    x = relu(normalize(x, normalization, "last_norm"), "last_relu"); // [n, 8, 8, baseChannels]
    const pooling = spectral ? globalSumPooling : tf.layers.globalAveragePooling2d;
    return gathered(x, pooling, { ...options, spectral }); // [n, baseChannels]
  }

  const initialization = { generator: "glorot", discriminator: "glorot" } as const;
  return { generate, describe, spectral, initialization };
}

/** Settings of {@link resnetGenerator}. */
export interface ResnetGeneratorOptions<
  Image extends ImageShape,
  Latent extends number,
> extends MappingOptions {
  /** Shape of an image, `[height, width, channels]`. */
  readonly image: Image;
  /** Size of the latent vector $z$. */
  readonly latent: Latent;
  /** Channels of all convolutions; default 128. */
  readonly baseChannels?: number;
  /** How it doubles its images; default `"nearest"`. */
  readonly upsampling?: UpsamplingInterpolation;
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
}

/** The generator of {@link resnetGan}. */
export function resnetGenerator<const Image extends ImageShape, const Latent extends number>(
  options: ResnetGeneratorOptions<Image, Latent>,
): Generator<Image, Latent> {
  const { seed = 0 } = options;
  const backbone = resnetBackbone(options);
  return buildGenerator({ ...options, classes: 0, seed, backbone }, (z) => backbone.generate(z));
}

/** Settings of {@link resnetDiscriminator}. */
export interface ResnetDiscriminatorOptions<
  Image extends ImageShape,
> extends BackboneOptions<Image> {
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
}

/** The discriminator of {@link resnetGan}. */
export function resnetDiscriminator<const Image extends ImageShape>(
  options: ResnetDiscriminatorOptions<Image>,
): Discriminator<Image> {
  const { image, seed = 0 } = options;
  const backbone = resnetBackbone(options);
  const settings = { image, classes: 0, conditioning: "none", seed, backbone } as const;
  return buildDiscriminator(settings, (images) => logit(backbone.describe(images), backbone));
}

/** Settings of {@link resnetGan}. */
export interface ResnetGanOptions<Image extends ImageShape, Latent extends number>
  extends ResnetGeneratorOptions<Image, Latent>, ResnetDiscriminatorOptions<Image> {
  /** Channels of all convolutions; default 128. */
  readonly baseChannels?: number;
  /** Fixes the initial weights and the samples: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

/**
 * The ResNet GAN of WGAN-GP (Gulrajani et al. 2017; `normalization: "layer"` with their gradient
 * penalty) and of SNGAN (Miyato et al. 2018; `"spectral"`, the default, with the hinge loss).
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or a size is no positive integer
 */
export function resnetGan<const Image extends ImageShape, const Latent extends number>(
  options: ResnetGanOptions<Image, Latent>,
): Gan<Image, Latent> {
  const generator = () => resnetGenerator(options);
  return new Gan({ generator, discriminator: resnetDiscriminator(options), seed: options.seed });
}
