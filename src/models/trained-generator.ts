import * as tf from "@tensorflow/tfjs";
import { INSPECT } from "../display/shown.js";
import { firstDenseKernel } from "./first-dense-kernel.js";
import type { LatentModel } from "./latent-model.js";
import type { ModelCard } from "./checkpoint.js";
import { checkPositiveInteger, formatShape, type ImageShape } from "../tensor/shape.js";
import { decodeLatents, drawLatents, modelOfClass, type DrawOptions } from "./drawing.js";
import type { Generator } from "./generator.js";

/** Options of {@link TrainedGenerator.sample}. */
export type SeededDrawOptions<Classes extends number = 0> = DrawOptions<Classes> & {
  /** Which samples: the same seed gives the same ones; default 0. */
  readonly seed?: number;
};

/**
 * A generator without its discriminator, as {@link exportModel} writes it: it draws images, and
 * every tool that takes a model of a family takes it. It cannot be trained further (a checkpoint
 * can, see `checkpoints`).
 *
 * @typeParam Image shape of one image
 * @typeParam Latent size of the latent vector
 * @typeParam Classes number of classes it can be conditioned on; 0 for a generator without classes
 */
export class TrainedGenerator<
  Image extends ImageShape = ImageShape,
  Latent extends number = number,
  Classes extends number = number,
>
  implements Generator<Image, Latent, Classes>, LatentModel<Latent>
{
  readonly image: Image;
  readonly latent: Latent;
  readonly classes: Classes;
  readonly network: tf.LayersModel;
  /** The card that was written beside it, with the origin of its training, for example. */
  readonly card: ModelCard;

  constructor(generator: Generator<Image, Latent, Classes>, card: ModelCard = {}) {
    this.image = generator.image;
    this.latent = generator.latent;
    this.classes = generator.classes;
    this.network = generator.network;
    this.card = card;
  }

  /**
   * Draws images.
   *
   * @param count number of images
   * @returns float32 [count, height, width, channels] in [-1, 1]; the caller disposes it
   * @throws RangeError when `count` is not a positive integer, or a label is not a valid class
   * @throws Error when there are labels but the generator has no classes
   */
  sample(count: number, options: SeededDrawOptions<Classes> = {}): tf.Tensor4D {
    checkPositiveInteger("The number of samples", count);
    return tf.tidy(() => this.decode(this.latents(count, { seed: options.seed }), options));
  }

  /**
   * Draws latent vectors from the prior, the standard normal distribution.
   *
   * @returns float32 [count, latent]; the caller disposes it
   */
  latents(count: number, options: { readonly seed?: number } = {}): tf.Tensor2D {
    return drawLatents(count, this.latent, options.seed ?? 0);
  }

  /**
   * The images of given latent vectors; differentiable.
   *
   * @param latents float32 [n, latent]
   * @returns float32 [n, height, width, channels] in [-1, 1]; the caller disposes it
   * @throws Error when the latent vectors have another size, or there are labels but the
   *   generator has no classes
   * @throws RangeError when a label is not a valid class
   */
  decode(latents: tf.Tensor2D, options: DrawOptions<Classes> = {}): tf.Tensor4D {
    return decodeLatents(this, latents, options.labels);
  }

  /** The first layer's weights, for directions in latent space: [latent, k]; the caller disposes it. */
  firstLayer(): tf.Tensor2D {
    return firstDenseKernel(this.network, this.latent);
  }

  /**
   * The model of one class: it decodes latent vectors to images of that class.
   *
   * @throws RangeError when the label is not a valid class
   * @throws Error when the generator has no classes
   */
  forClass(label: Classes extends 0 ? never : number): LatentModel<Latent> {
    return modelOfClass(this, label, 0);
  }

  /** Frees the network's variables. */
  dispose(): void {
    this.network.dispose();
  }

  toString(): string {
    const classes = this.classes === 0 ? "" : ` and ${this.classes} classes`;
    const parameters = this.network.countParams().toLocaleString("en-US");
    return (
      `TrainedGenerator: latent ${this.latent}${classes} to images of ${formatShape(this.image)}, ` +
      `${parameters} parameters`
    );
  }

  [INSPECT](): string {
    return this.toString();
  }
}
