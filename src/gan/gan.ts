import * as tf from "@tensorflow/tfjs";
import { INSPECT } from "../display/shown.js";
import { firstDenseKernel } from "../models/first-dense-kernel.js";
import type { LatentModel } from "../models/latent-model.js";
import type { NoInfer } from "../tensor/no-infer.js";
import { checkSeed } from "../tensor/random/index.js";
import { checkPositiveInteger, formatShape, type ImageShape } from "../tensor/shape.js";
import { decodeLatents, drawLatents, modelOfClass, type DrawOptions } from "../models/drawing.js";
import { checkFit } from "../adversarial/fit.js";
import type { Discriminator } from "../adversarial/networks.js";
import type { Generator } from "../models/generator.js";

/** The parts of a {@link Gan}. */
export interface GanParts<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number = 0,
> {
  /** Builds the generator; called twice, because the averaged generator is a separate one. */
  readonly generator: () => Generator<Image, Latent, Classes>;
  /** The discriminator, with the generator's image shape and classes. */
  readonly discriminator: Discriminator<Image, NoInfer<Classes>>;
  /** Fixes the samples (the networks are already initialized); default 0. */
  readonly seed?: number;
}

/** Options of {@link Gan.decode}; `labels` only where the model has classes. */
export type DecodeOptions<Classes extends number = 0> = {
  /** Whether to use the averaged generator (the default) or the one that is being trained. */
  readonly ema?: boolean;
} & DrawOptions<Classes>;

/** Options of {@link Gan.sample}. */
export type SampleOptions<Classes extends number = 0> = DecodeOptions<Classes> & {
  /** Which samples: the same seed gives the same latents; default the model's seed. */
  readonly seed?: number;
};

/**
 * A generator and a discriminator of one image shape, with a running average of the generator.
 *
 * The average of the generator's weights over the last steps of training draws cleaner samples
 * than the last step's weights, which swing with the game (Yazıcı et al. 2019).
 *
 * @typeParam Image shape of one image
 * @typeParam Latent size of the latent vector
 * @typeParam Classes number of classes it can be conditioned on; 0 for a model without classes
 */
export class Gan<
  Image extends ImageShape = ImageShape,
  Latent extends number = number,
  Classes extends number = 0,
> implements LatentModel<Latent> {
  readonly image: Image;
  readonly latent: Latent;
  readonly classes: Classes;
  /** The generator that is trained. */
  readonly generator: Generator<Image, Latent, Classes>;
  /** The generator whose weights are the running average; training updates it. */
  readonly ema: Generator<Image, Latent, Classes>;
  readonly discriminator: Discriminator<Image, Classes>;
  readonly seed: number;

  /**
   * @throws Error when the networks are made for different image shapes or numbers of classes, are
   *   not of the shapes that they declare, or `generator` returns the same network twice
   */
  constructor(parts: GanParts<Image, Latent, Classes>) {
    const generator = parts.generator();
    checkFit(generator, parts.discriminator);
    this.generator = generator;
    this.ema = parts.generator();
    if (this.ema.network === generator.network) {
      throw new Error(
        "The function that builds the generator is expected to build a new network in each call " +
          "but gave the same one twice; build the network inside of it.",
      );
    }
    this.ema.network.setWeights(generator.network.getWeights());
    this.discriminator = parts.discriminator;
    this.image = generator.image;
    this.latent = generator.latent;
    this.classes = generator.classes;
    this.seed = checkSeed(parts.seed ?? 0);
  }

  /**
   * Draws images.
   *
   * @param count number of images
   * @returns float32 [count, height, width, channels] in [-1, 1]; the caller disposes it
   * @throws RangeError when `count` is not a positive integer, or a label is not a valid class
   * @throws Error when there are labels but the model has no classes
   */
  sample(count: number, options: SampleOptions<Classes> = {}): tf.Tensor4D {
    checkPositiveInteger("The number of samples", count);
    return tf.tidy(() => this.decode(this.latents(count, { seed: options.seed }), options));
  }

  /**
   * Draws latent vectors from the prior $p_z$, the standard normal distribution.
   *
   * @returns float32 [count, latent]; the caller disposes it
   */
  latents(count: number, options: { readonly seed?: number } = {}): tf.Tensor2D {
    return drawLatents(count, this.latent, options.seed ?? this.seed);
  }

  /**
   * The images of given latent vectors; differentiable.
   *
   * @param latents float32 [n, latent]
   * @returns float32 [n, height, width, channels] in [-1, 1]; the caller disposes it
   * @throws Error when the latent vectors have another size, or there are labels but the model
   *   has no classes
   * @throws RangeError when a label is not a valid class
   */
  decode(latents: tf.Tensor2D, options: DecodeOptions<Classes> = {}): tf.Tensor4D {
    const { ema = true, labels } = options;
    return decodeLatents(ema ? this.ema : this.generator, latents, labels);
  }

  /** The first layer's weights, for directions in latent space: [latent, k]; the caller disposes it. */
  firstLayer(): tf.Tensor2D {
    return firstDenseKernel(this.ema.network, this.latent);
  }

  /**
   * The model of one class: it decodes latent vectors to images of that class.
   *
   * @throws RangeError when the label is not a valid class
   * @throws Error when the model has no classes
   */
  forClass(label: Classes extends 0 ? never : number): LatentModel<Latent> {
    return modelOfClass(this.ema, label, this.seed);
  }

  /** Frees the variables of all three networks. The model cannot be used afterwards. */
  dispose(): void {
    for (const { network } of [this.generator, this.ema, this.discriminator]) network.dispose();
  }

  toString(): string {
    const count = (network: tf.LayersModel) => network.countParams().toLocaleString("en-US");
    const classes = this.classes === 0 ? "" : ` and ${this.classes} classes`;
    return (
      `Gan: latent ${this.latent}${classes} to images of ${formatShape(this.image)}, generator with ` +
      `${count(this.generator.network)} and discriminator with ${count(this.discriminator.network)} parameters`
    );
  }

  [INSPECT](): string {
    return this.toString();
  }
}
