import * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger, type ImageShape } from "../../tensor/shape.js";
import type { Backbone } from "../../blocks/backbone.js";
import { checkDepth, type DepthOf } from "../../blocks/depth.js";
import { buildDiscriminator, buildGenerator, logit } from "../build-networks.js";
import {
  convolve,
  leakyReLU,
  normalize,
  relu,
  type DiscriminatorNormalization,
  type Symbolic,
  type Upsampling,
} from "../../blocks/pieces.js";
import { downStage, project, upStage } from "../../blocks/stages.js";
import { Gan } from "../gan.js";
import type { Discriminator } from "../../adversarial/networks.js";
import type { Generator } from "../../models/generator.js";

/** Settings of {@link deepDiscriminator}. */
export interface DeepDiscriminatorOptions<Image extends ImageShape> {
  /** Shape of an image, `[height, width, channels]`; both sides are multiples of 2^depth. */
  readonly image: Image;
  /** Stages, each of two convolutions, that halve or double the image; default as many as leave 4. */
  readonly depth?: DepthOf<Image>;
  /** Channels next to the image; each stage further in has twice as many; default 64. */
  readonly baseChannels?: number;
  /** What keeps the discriminator steady; default `"none"`. */
  readonly normalization?: DiscriminatorNormalization;
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
}

/** Settings of {@link deepGenerator}. */
export interface DeepGeneratorOptions<Image extends ImageShape, Latent extends number> {
  /** Shape of an image, `[height, width, channels]`; both sides are multiples of 2^depth. */
  readonly image: Image;
  /** Size of the latent vector $z$. */
  readonly latent: Latent;
  /** Stages, each of two convolutions, that halve or double the image; default as many as leave 4. */
  readonly depth?: DepthOf<Image>;
  /** Channels next to the image; each stage further in has twice as many; default 64. */
  readonly baseChannels?: number;
  /** How it doubles its images; default `"nearest"`. */
  readonly upsampling?: Upsampling;
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
}

/** Settings of {@link deepGan}. */
export type DeepGanOptions<Image extends ImageShape, Latent extends number> = DeepGeneratorOptions<
  Image,
  Latent
> &
  DeepDiscriminatorOptions<Image>;

function deepBackbone<Image extends ImageShape>(
  options: DeepDiscriminatorOptions<Image> & { readonly upsampling?: Upsampling },
): Backbone {
  const { baseChannels = 64, normalization = "none", upsampling = "nearest" } = options;
  const image: ImageShape = options.image;
  const depth = checkDepth(image, options.depth);
  checkPositiveInteger("baseChannels", baseChannels);
  const spectral = normalization === "spectral";
  const stages = Array.from({ length: depth }, (_, stage) => stage); // stage 0 is next to the image
  const channels = (stage: number) => baseChannels * 2 ** stage;

  function generate(code: Symbolic): Symbolic {
    const grid = { height: image[0] / 2 ** depth, width: image[1] / 2 ** depth, doublings: depth };
    let x = project(code, grid, channels(depth - 1), false); // [n, h / 2^depth, w / 2^depth, c]
    x = relu(normalize(x, "batch", "project_norm"), "project_relu");
    for (const stage of [...stages].reverse()) {
      const [filters, name] = [channels(stage), `up${depth - stage}`];
      const kept = convolve(x, { filters, name: `${name}_keep`, bias: false }); // [n, h, w, filters]
      x = relu(normalize(kept, "batch", `${name}_keep_norm`), `${name}_keep_relu`);
      x = upStage(x, { filters, name, upsampling }); // [n, 2h, 2w, filters]
    }
    return convolve(x, { filters: image[2], name: "pixels", kernel: 7, activation: "tanh" });
  }

  function describe(images: Symbolic): Symbolic {
    let x = images; // [n, h, w, c]
    for (const stage of stages) {
      const [filters, name] = [channels(stage), `down${stage + 1}`];
      const bias = normalization !== "batch";
      const kept = convolve(x, { filters, name: `${name}_keep`, bias, spectral }); // [n, h, w, filters]
      x = leakyReLU(normalize(kept, normalization, `${name}_keep_norm`), `${name}_keep_relu`);
      x = downStage(x, { filters, name, normalization }); // [n, h/2, w/2, filters]
    }
    return tf.layers.flatten({ name: "features" }).apply(x) as Symbolic;
  }

  const initialization = { generator: "he", discriminator: spectral ? "glorot" : "he" } as const;
  return { generate, describe, spectral, initialization };
}

/** The generator of {@link deepGan}. */
export function deepGenerator<const Image extends ImageShape, const Latent extends number>(
  options: DeepGeneratorOptions<Image, Latent>,
): Generator<Image, Latent> {
  const { image, latent, seed = 0 } = options;
  const backbone = deepBackbone<Image>(options);
  return buildGenerator({ image, latent, classes: 0, seed, backbone }, (z) => backbone.generate(z));
}

/** The discriminator of {@link deepGan}. */
export function deepDiscriminator<const Image extends ImageShape>(
  options: DeepDiscriminatorOptions<Image>,
): Discriminator<Image> {
  const { image, seed = 0 } = options;
  const backbone = deepBackbone<Image>(options);
  const settings = { image, classes: 0, conditioning: "none", seed, backbone } as const;
  return buildDiscriminator(settings, (images) => logit(backbone.describe(images), backbone));
}

/**
 * A deep convolutional GAN, whose networks have two convolutions a stage, the second of which halves
 * or doubles the image. At 64x64 that is four stages: a discriminator of 64, 64, 128, 128, 256, 256,
 * 512, 512 channels down to 4x4, and a generator that takes the same way back and ends in a 7x7
 * convolution. Each stage takes half of both sides, so how deep the networks can be is a matter of
 * the image's size: what does not fit does not compile, or throws.
 *
 * @throws RangeError when the images do not halve `depth` times, or a size is no positive integer
 */
export function deepGan<const Image extends ImageShape, const Latent extends number>(
  options: DeepGanOptions<Image, Latent>,
): Gan<Image, Latent> {
  const generator = () => deepGenerator(options);
  return new Gan({ generator, discriminator: deepDiscriminator(options), seed: options.seed });
}
