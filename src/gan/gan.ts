import type * as tf from "@tensorflow/tfjs";
import { INSPECT } from "../display/shown.js";
import { applyInParts } from "../tensor/parts.js";
import { checkSeed, deriveSeed, randomNormal } from "../tensor/random/index.js";
import { checkPositiveInteger, formatShape, type ImageShape } from "../tensor/shape.js";
import type { Discriminator, Generator } from "./networks.js";

/** What a {@link Gan} is made of. */
export interface GanParts<Image extends ImageShape, Latent extends number> {
  /** Builds the generator; called twice, because the averaged generator is one of its own. */
  readonly generator: () => Generator<Image, Latent>;
  readonly discriminator: Discriminator<Image>;
  /** Fixes the samples (the networks are already initialized); default 0. */
  readonly seed?: number;
}

/** Options of {@link Gan.sample}. */
export interface SampleOptions {
  /** Which samples: the same seed gives the same latents; default the model's seed. */
  readonly seed?: number;
  /** Whether to sample the averaged generator (the default) or the one that is being trained. */
  readonly averaged?: boolean;
}

/**
 * A generator and a discriminator of one image shape, with a running average of the generator.
 *
 * The average of the generator's weights over the last steps of training draws cleaner samples
 * than the last step's weights, which swing with the game (Yazıcı et al. 2019).
 */
export class Gan<Image extends ImageShape = ImageShape, Latent extends number = number> {
  /** Shape of one image. */
  readonly image: Image;
  /** Size of the latent vector. */
  readonly latent: Latent;
  /** The generator that is trained. */
  readonly generator: Generator<Image, Latent>;
  /** The generator whose weights are the running average; training updates it. */
  readonly averaged: Generator<Image, Latent>;
  readonly discriminator: Discriminator<Image>;
  readonly seed: number;

  /** @throws Error when generator and discriminator are made for different image shapes */
  constructor(parts: GanParts<Image, Latent>) {
    const generator = parts.generator();
    const { discriminator } = parts;
    if (formatShape(generator.image) !== formatShape(discriminator.image)) {
      throw new Error(
        `The discriminator is expected to judge the generator's images of ` +
          `${formatShape(generator.image)} but is made for ${formatShape(discriminator.image)}; ` +
          `build both with the same image shape.`,
      );
    }
    this.generator = generator;
    this.averaged = parts.generator();
    this.averaged.network.setWeights(generator.network.getWeights());
    this.discriminator = discriminator;
    this.image = generator.image;
    this.latent = generator.latent;
    this.seed = checkSeed(parts.seed ?? 0);
  }

  /**
   * Draws images.
   *
   * @param count number of images
   * @returns float32 [count, height, width, channels] in [-1, 1]; the caller disposes it
   * @throws RangeError when `count` is not a positive integer
   */
  sample(count: number, options: SampleOptions = {}): tf.Tensor4D {
    checkPositiveInteger("The number of samples", count);
    const { seed = this.seed, averaged = true } = options;
    const latents = this.latents(count, { seed });
    const images = this.decode(latents, { averaged });
    latents.dispose();
    return images;
  }

  /**
   * Draws latent vectors from the prior $p_z$, the standard normal distribution.
   *
   * @returns float32 [count, latent]; the caller disposes it
   */
  latents(count: number, options: { readonly seed?: number } = {}): tf.Tensor2D {
    const seed = deriveSeed(options.seed ?? this.seed, "sample");
    return randomNormal<tf.Rank.R2>([count, this.latent], { seed });
  }

  /**
   * The images of given latent vectors.
   *
   * @param latents float32 [n, latent]
   * @returns float32 [n, height, width, channels] in [-1, 1]; the caller disposes it
   * @throws Error when the latent vectors are of another size
   */
  decode(latents: tf.Tensor2D, options: { readonly averaged?: boolean } = {}): tf.Tensor4D {
    if (latents.shape[1] !== this.latent) {
      throw new Error(
        `Latent vectors are expected as [n, ${this.latent}] but are [${latents.shape.join(", ")}]; draw them with latents().`,
      );
    }
    const { network } = (options.averaged ?? true) ? this.averaged : this.generator;
    return applyInParts<tf.Tensor4D>(network, latents);
  }

  /** Frees the variables of all three networks. The model cannot be used afterwards. */
  dispose(): void {
    for (const { network } of [this.generator, this.averaged, this.discriminator])
      network.dispose();
  }

  toString(): string {
    const count = (network: tf.LayersModel) => network.countParams().toLocaleString("en-US");
    return (
      `Gan: latent ${this.latent} to images of ${formatShape(this.image)}, generator with ` +
      `${count(this.generator.network)} and discriminator with ${count(this.discriminator.network)} parameters`
    );
  }

  [INSPECT](): string {
    return this.toString();
  }
}
