import type * as tf from "@tensorflow/tfjs";
import { tidy } from "@tensorflow/tfjs";
import { checkInteger, checkPositiveInteger } from "../base/errors.js";
import { oneHot, type Labels } from "../data/one-hot.js";
import { INSPECT } from "../display/shown.js";
import { applyInParts } from "../tensor/parts.js";
import { checkSeed, deriveSeed } from "../tensor/random/index.js";
import { formatShape, type ImageShape } from "../tensor/shape.js";
import type { ModelCard, WeightOptions } from "./checkpoint.js";
import { exportModel } from "./export.js";
import { firstDenseKernel } from "./first-dense-kernel.js";
import { GENERATOR_VERSION, type GeneratorCard } from "./generator-card.js";
import type { Generator } from "./generator.js";
import type { LatentModel } from "./latent-model.js";
import { standardNormal, type Prior } from "./prior.js";

/** Which classes to draw; `labels` only where the model has classes. */
export type DecodeOptions<Classes extends number = 0> = Classes extends 0
  ? { readonly labels?: undefined }
  : {
      /** Which classes to draw, as indices: one for all images, or one each; default all in turn. */
      readonly labels?: Labels;
    };

/** Options of {@link Decoder.sample}. */
export type SampleOptions<Classes extends number = 0> = DecodeOptions<Classes> & {
  /** Which samples: the same seed gives the same latent vectors; default the model's seed. */
  readonly seed?: number;
};

/**
 * A model that makes images of latent vectors, of whatever family: it draws latent vectors from its
 * prior, decodes them, and is saved for {@link loadGenerator}.
 *
 * @typeParam Image shape of one image
 * @typeParam Latent size of the latent vector
 * @typeParam Classes number of classes; 0 for a model without classes
 */
export abstract class Decoder<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number,
> implements LatentModel<Latent> {
  readonly image: Image;
  readonly latent: Latent;
  readonly classes: Classes;
  /** The distribution of latent vectors. */
  readonly prior: Prior<Latent>;
  /** Fixes the samples. */
  readonly seed: number;
  readonly #generator: Generator<Image, Latent, Classes>;

  /**
   * @param generator makes the images
   * @param seed fixes the samples: integer from 0 to 2^32 - 1
   * @throws RangeError when the seed is invalid
   * @throws Error when the prior is of another latent size
   */
  constructor(generator: Generator<Image, Latent, Classes>, seed: number) {
    const { image, latent, classes, prior = standardNormal(latent) } = generator;
    if (prior.latent !== latent) {
      throw new Error(
        `The prior is expected to have the generator's latent size ${latent} but has ` +
          `${prior.latent}; build the generator with latent: ${prior.latent}.`,
      );
    }
    this.image = image;
    this.latent = latent;
    this.classes = classes;
    this.prior = prior;
    this.seed = checkSeed(seed);
    this.#generator = generator;
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
    return tidy(() => this.decode(this.latents(count, { seed: options.seed }), options));
  }

  /**
   * Draws latent vectors from the prior.
   *
   * @param options `seed`: which ones; default the model's seed
   * @returns float32 [count, latent]; the caller disposes it
   */
  latents(count: number, options: { readonly seed?: number } = {}): tf.Tensor2D {
    return this.prior.sample(count, { seed: deriveSeed(options.seed ?? this.seed, "sample") });
  }

  /**
   * The images of given latent vectors; differentiable.
   *
   * @param latents float32 [n, latent]
   * @returns float32 [n, height, width, channels] in [-1, 1]; the caller disposes it
   * @throws Error when the latent vectors are of another size, or there are labels but the model
   *   has no classes
   * @throws RangeError when a label is not a valid class
   */
  decode(latents: tf.Tensor2D, options: DecodeOptions<Classes> = {}): tf.Tensor4D {
    return this.decodeWith(this.#generator, latents, options.labels);
  }

  /** Decodes with a generator of the model: that of `decode`, or one that is still being trained. */
  protected decodeWith(
    { network }: Generator<Image, Latent, Classes>,
    latents: tf.Tensor2D,
    labels: Labels | undefined,
  ): tf.Tensor4D {
    const { latent, classes } = this;
    if (latents.rank !== 2 || latents.shape[1] !== latent) {
      throw new Error(
        `Latent vectors are expected as [n, ${latent}] but are [${latents.shape.join(", ")}]; draw them with latents().`,
      );
    }
    if (classes === 0) {
      if (labels === undefined) return applyInParts<tf.Tensor4D>(network, [latents]);
      throw withoutClasses();
    }
    return tidy(() => {
      const oneHotLabels = oneHot(latents.shape[0], labels, classes); // [n, classes]
      return applyInParts<tf.Tensor4D>(network, [latents, oneHotLabels]);
    });
  }

  /** The first layer's weights, for directions in latent space: [latent, k]; the caller disposes it. */
  firstLayer(): tf.Tensor2D {
    return firstDenseKernel(this.#generator.network, this.latent);
  }

  /**
   * The model of one class: its latent vectors decode to images of that class.
   *
   * @throws RangeError when the label is not a valid class
   * @throws Error when the model has no classes
   */
  forClass(label: Classes extends 0 ? never : number): LatentModel<Latent> {
    if (this.classes === 0) throw withoutClasses();
    checkInteger("A label", label, [0, this.classes - 1], 0);
    return {
      image: this.image,
      latent: this.latent,
      latents: (count, options) => this.latents(count, options),
      decode: (latents) => this.decodeWith(this.#generator, latents, label),
      firstLayer: () => this.firstLayer(),
    };
  }

  /**
   * Saves the part that draws images, for {@link loadGenerator} and for a browser; see
   * {@link exportModel}.
   *
   * @param card further entries of `card.json`
   * @throws Error when the folder holds other files, which would be lost, or cannot be written
   */
  async save(folder: string, card: ModelCard = {}, options: WeightOptions = {}): Promise<void> {
    const { network } = this.#generator;
    await exportModel(folder, { network, toCard: () => this.toCard() }, card, options);
  }

  /** The entries of a card by which `loadGenerator` knows the model. */
  toCard(): { readonly generator: GeneratorCard } {
    const { image, latent, classes, prior } = this;
    return {
      generator: { version: GENERATOR_VERSION, image, latent, classes, prior: prior.settings },
    };
  }

  /** `latent 64 and 10 classes to images of 28x28x1`. */
  protected describeShapes(): string {
    const classes = this.classes === 0 ? "" : ` and ${this.classes} classes`;
    return `${this.prior.toString()}${classes} to images of ${formatShape(this.image)}`;
  }

  /** Frees the variables. The model cannot be used afterwards. */
  abstract dispose(): void;

  [INSPECT](): string {
    return this.toString();
  }
}

const withoutClasses = () =>
  new Error(
    "The model is expected to get no labels, because it has no classes, but gets some; leave them " +
      "out, or build a conditional model, for example with conditionalGan().",
  );
