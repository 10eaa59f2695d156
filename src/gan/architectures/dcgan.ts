import * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger, type ImageShape } from "../../tensor/shape.js";
import type { Backbone, BackboneOptions, MappingOptions } from "../../blocks/backbone.js";
import { startingGrid } from "../../blocks/grid.js";
import { buildDiscriminator, buildGenerator, logit } from "../build-networks.js";
import { grow, normalize, relu, type Symbolic, type Upsampling } from "../../blocks/pieces.js";
import { downStage, gathered, mapped, project, upStage } from "../../blocks/stages.js";
import { Gan } from "../gan.js";
import type { Discriminator } from "../../adversarial/networks.js";
import type { Generator } from "../../models/generator.js";

/** Settings of {@link dcganBackbone}. `baseChannels` is the channels at the image's end, default 64. */
export interface DcganBackboneOptions<Image extends ImageShape = ImageShape>
  extends BackboneOptions<Image>, MappingOptions {
  /** How the generator doubles its images; default `"nearest"`. */
  readonly upsampling?: Upsampling;
}

/** Batch norm makes up for Radford et al.'s small kernels; without it they are scaled for ReLU. */
const starts = { none: "he", batch: "dcgan", layer: "he", spectral: "glorot" } as const;

/**
 * The convolutional part of a DCGAN. The channels halve with each doubling of the image: 64 px with
 * baseChannels 64 is 4x4x512, 8x8x256, 16x16x128, 32x32x64, 64x64xc; the discriminator mirrors it. From
 * 28 px it goes on beyond the generator's 7x7 grid, to 4x4.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7 (28, 32 and 64 px do)
 */
export function dcganBackbone(options: DcganBackboneOptions): Backbone {
  const { image, baseChannels = 64, normalization = "none", upsampling = "nearest" } = options;
  const grid = startingGrid(image);
  checkPositiveInteger("baseChannels", baseChannels);
  const spectral = normalization === "spectral";
  const channels = (stage: number) => baseChannels * 2 ** stage; // stage 0 is next to the image
  const last = grid.doublings - 1;
  // A 7x7 grid is halved once more: each of its places sees 10 pixels, too few to judge a digit by.
  const deepest = Math.min(grid.height, grid.width) > 4 ? last + 1 : last;

  function generate(code: Symbolic, labels?: Symbolic): Symbolic {
    let x = project(mapped(code, options.mappingLayers), grid, channels(last), false); // [n, 4, 4, baseChannels * 2^last]
    x = relu(normalize(x, "batch", "project_norm", labels), "project_relu");
    for (let stage = last - 1; stage >= 0; stage--) {
      const name = `up${last - stage}`;
      x = upStage(x, { filters: channels(stage), name, upsampling, labels }); // twice as large
    }
    return grow(x, upsampling, { filters: image[2], name: "pixels", activation: "tanh" });
  }

  function describe(images: Symbolic): Symbolic {
    let x = images; // [n, h, w, c]
    for (let stage = 0; stage <= deepest; stage++) {
      // The first stage sees pixels, whose statistics a normalization would hide.
      const how = stage === 0 && normalization !== "spectral" ? "none" : normalization;
      x = downStage(x, { filters: channels(stage), name: `down${stage + 1}`, normalization: how });
    }
    return gathered(x, tf.layers.flatten, { ...options, spectral }); // [n, 4*4*baseChannels*2^deepest]
  }

  const initialization = { generator: "dcgan", discriminator: starts[normalization] } as const;
  return { generate, describe, spectral, initialization };
}

/** Settings of {@link dcganGenerator}. */
export interface DcganGeneratorOptions<
  Image extends ImageShape,
  Latent extends number,
> extends MappingOptions {
  /** Shape of an image, `[height, width, channels]`. */
  readonly image: Image;
  /** Size of the latent vector $z$. */
  readonly latent: Latent;
  /** Channels of the last hidden layer; each one before has twice as many; default 64. */
  readonly baseChannels?: number;
  /** How it doubles its images; default `"nearest"`. */
  readonly upsampling?: Upsampling;
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
}

/** The generator of {@link dcgan}: batch norm and ReLU inside, tanh at the end. */
export function dcganGenerator<const Image extends ImageShape, const Latent extends number>(
  options: DcganGeneratorOptions<Image, Latent>,
): Generator<Image, Latent> {
  const { seed = 0 } = options;
  const backbone = dcganBackbone(options);
  return buildGenerator({ ...options, classes: 0, seed, backbone }, (z) => backbone.generate(z));
}

/** Settings of {@link dcganDiscriminator}. */
export interface DcganDiscriminatorOptions<
  Image extends ImageShape,
> extends BackboneOptions<Image> {
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
}

/** The discriminator of {@link dcgan}: leaky ReLU inside, one logit at the end. */
export function dcganDiscriminator<const Image extends ImageShape>(
  options: DcganDiscriminatorOptions<Image>,
): Discriminator<Image> {
  const { image, seed = 0 } = options;
  const backbone = dcganBackbone(options);
  const settings = { image, classes: 0, conditioning: "none", seed, backbone } as const;
  return buildDiscriminator(settings, (images) => logit(backbone.describe(images), backbone));
}

/** Settings of {@link dcgan}. */
export interface DcganOptions<Image extends ImageShape, Latent extends number>
  extends DcganGeneratorOptions<Image, Latent>, DcganDiscriminatorOptions<Image> {
  /** Channels of the convolutions next to the image; each further one has twice as many; default 64. */
  readonly baseChannels?: number;
  /** Fixes the initial weights and the samples: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

/**
 * The deep convolutional GAN (Radford, Metz and Chintala 2016) for images of 28, 32 or 64 pixels, or
 * any other 4 to 7 times a power of two. Two of its habits are changed by default: the generator
 * upsamples and convolves, because transposed convolutions leave a checkerboard (Odena et al. 2016),
 * and the discriminator has no batch norm, so that it can be regularized by R1.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or a size is no positive integer
 */
export function dcgan<const Image extends ImageShape, const Latent extends number>(
  options: DcganOptions<Image, Latent>,
): Gan<Image, Latent> {
  const generator = () => dcganGenerator(options);
  return new Gan({ generator, discriminator: dcganDiscriminator(options), seed: options.seed });
}
