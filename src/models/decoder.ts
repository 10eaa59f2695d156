import { checkOptions } from "../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import { tidy } from "@tensorflow/tfjs";
import { checkInteger, checkPositiveInteger } from "../base/errors.js";
import { oneHot, type Labels } from "../data/one-hot.js";
import { INSPECT } from "../display/shown.js";
import { applyInParts } from "../tensor/parts.js";
import { checkSeed, deriveSeed } from "../tensor/random/index.js";
import type { ImageShape } from "../tensor/shape.js";
import type { ModelCard, WeightOptions } from "./checkpoint.js";
import { exportModel } from "./export.js";
import { firstDenseKernel } from "./first-dense-kernel.js";
import { describeSizes, GENERATOR_VERSION, type GeneratorCard } from "./generator-card.js";
import { checkGenerator, checkNotDisposed, type Generator } from "./generator.js";
import { checkLatents, type LatentModel } from "./latent-model.js";
import { standardNormal, type Prior } from "./prior.js";

declare const NONE: unique symbol;
/** No value has this type: its name is what the type checker says of labels of such a model. */
export interface ModelWithoutClasses {
  readonly [NONE]: never;
}

/** The labels of a conditional model. */
export type DecodeOptions<Classes extends number = 0> = Classes extends 0
  ? { readonly labels?: ModelWithoutClasses }
  : {
      /** Class indices: one for all images, or one for each; default 0, 1, 2, … in turn. */
      readonly labels?: Labels;
    };

/** Options of {@link Decoder.sample}. */
export type SampleOptions<Classes extends number = 0> = DecodeOptions<Classes> & {
  /** The same seed gives the same latent vectors; default the model's seed. */
  readonly seed?: number;
};

/**
 * Base class of all models that decode latent vectors into images: it draws latent vectors from the
 * prior, decodes them, and saves the generator for {@link loadGenerator}.
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
   * @throws Error when the prior's latent size differs from the generator's
   */
  constructor(generator: Generator<Image, Latent, Classes>, seed: number) {
    checkGenerator(generator);
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
   * @throws RangeError when `count` is not a positive integer, the seed is invalid, a label is not a
   *   valid class, or there is not one label for each image
   * @throws Error when there are labels but the model has no classes
   */
  sample(count: number, options: SampleOptions<Classes> = {}): tf.Tensor4D {
    checkOptions("sample", options);
    checkPositiveInteger("The number of samples", count, 16);
    return tidy(() => this.decode(this.latents(count, { seed: options.seed }), options));
  }

  /**
   * Draws latent vectors from the prior.
   *
   * @param options `seed`: the same seed gives the same latent vectors; default the model's seed
   * @returns float32 [count, latent]; the caller disposes it
   * @throws RangeError when `count` is not a positive integer, or the seed is invalid
   */
  latents(count: number, options: { readonly seed?: number } = {}): tf.Tensor2D {
    checkOptions("latents", options);
    checkPositiveInteger("The number of latent vectors", count, 16);
    return this.prior.sample(count, { seed: deriveSeed(options.seed ?? this.seed, "sample") });
  }

  /**
   * Decodes latent vectors into images. Differentiable.
   *
   * @param latents float32 [n, latent]
   * @returns float32 [n, height, width, channels] in [-1, 1]; the caller disposes it
   * @throws Error when the latent vectors have the wrong size, or there are labels but the model has
   *   no classes
   * @throws RangeError when a label is not a valid class, or there is not one label for each image
   */
  decode(latents: tf.Tensor2D, options: DecodeOptions<Classes> = {}): tf.Tensor4D {
    checkOptions("decode", options);
    return this.decodeWith(this.#generator, latents, options.labels as Labels | undefined);
  }

  /** Decodes with a generator of the model: that of `decode`, or one that is still being trained. */
  protected decodeWith(
    { network }: Generator<Image, Latent, Classes>,
    latents: tf.Tensor2D,
    labels: Labels | undefined,
  ): tf.Tensor4D {
    const { latent, classes } = this;
    checkNotDisposed(network);
    checkLatents(latents, latent);
    if (classes === 0) {
      if (labels === undefined) return applyInParts<tf.Tensor4D>(network, [latents]);
      throw unexpectedLabels();
    }
    return tidy(() => {
      const oneHotLabels = oneHot(latents.shape[0], labels, classes); // [n, classes]
      return applyInParts<tf.Tensor4D>(network, [latents, oneHotLabels]);
    });
  }

  /**
   * The first layer's weights, for directions in latent space: [latent, k]; the caller disposes it.
   *
   * @throws Error when the first layer with weights is not dense
   */
  firstLayer(): tf.Tensor2D {
    checkNotDisposed(this.#generator.network);
    return firstDenseKernel(this.#generator.network, this.latent);
  }

  /**
   * A view of the model that generates images of one class.
   *
   * @throws RangeError when the label is not a valid class
   * @throws Error when the model has no classes
   */
  forClass(label: Classes extends 0 ? never : number): LatentModel<Latent> {
    if (this.classes === 0) throw unexpectedLabels();
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
   * Saves the generator for {@link loadGenerator} and for a browser; see {@link exportModel}.
   *
   * @param card further entries of `card.json`
   * @throws Error when the folder holds other files, which would be lost, or cannot be written
   */
  async save(folder: string, card: ModelCard = {}, options: WeightOptions = {}): Promise<void> {
    const { network } = this.#generator;
    checkNotDisposed(network);
    await exportModel(folder, { network, toCard: () => this.toCard() }, card, options);
  }

  /** The entries of a card from which `loadGenerator` restores the model. */
  toCard(): { readonly generator: GeneratorCard } {
    const { image, latent, classes, prior } = this;
    return {
      generator: { version: GENERATOR_VERSION, image, latent, classes, prior: prior.settings },
    };
  }

  /** `latent 64 and 10 classes to images of 28x28x1`. */
  protected describeShapes(): string {
    return describeSizes(this, this.prior.toString());
  }

  /** Frees the variables. The model cannot be used afterwards. */
  abstract dispose(): void;

  [INSPECT](): string {
    return this.toString();
  }
}

const unexpectedLabels = () =>
  new Error(
    "The model is expected to get no labels, because it has no classes, but gets some; leave them " +
      "out, or build a conditional model, for example with conditionalGan().",
  );
