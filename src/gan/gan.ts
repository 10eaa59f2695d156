import { aFlag, aFunction, anObject, checkOptions, required } from "../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import { checkFit } from "../adversarial/fit.js";
import type { Discriminator } from "../adversarial/networks.js";
import { Decoder, type DecodeOptions, type SampleOptions } from "../models/decoder.js";
import { isDisposed, type Generator, checkGenerator } from "../models/generator.js";
import type { Labels } from "../data/one-hot.js";
import type { NoInfer } from "../tensor/no-infer.js";
import type { ImageShape } from "../tensor/shape.js";

/** The networks of a {@link Gan}. */
export interface GanParts<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number = 0,
> {
  /** Builds the generator; called twice, because the EMA generator has its own network. */
  readonly generator: () => Generator<Image, Latent, Classes>;
  /** The discriminator, with the generator's image shape and classes. */
  readonly discriminator: Discriminator<Image, NoInfer<Classes>>;
  /** Fixes the samples (the networks are already initialized); default 0. */
  readonly seed?: number;
}

/** Options of {@link Gan.decode}; `labels` only where the model has classes. */
export type GanDecodeOptions<Classes extends number = 0> = DecodeOptions<Classes> & {
  /** Whether to use the EMA generator (the default) or the one that is being trained. */
  readonly ema?: boolean;
};

/** Options of {@link Gan.sample}. */
export type GanSampleOptions<Classes extends number = 0> = GanDecodeOptions<Classes> &
  SampleOptions<Classes>;

/**
 * A generator and a discriminator of one image shape, with a running average (EMA) of the generator.
 *
 * The average of the generator's weights over the last steps of training draws cleaner samples
 * than the last step's weights, which swing with the discriminator's (Yazıcı et al. 2019).
 *
 * @typeParam Image shape of one image
 * @typeParam Latent size of the latent vector
 * @typeParam Classes number of classes; 0 for a model without classes
 */
export class Gan<
  Image extends ImageShape = ImageShape,
  Latent extends number = number,
  Classes extends number = 0,
> extends Decoder<Image, Latent, Classes> {
  /** The generator that is trained. */
  readonly generator: Generator<Image, Latent, Classes>;
  /** The generator whose weights are the running average; training updates it. */
  readonly ema: Generator<Image, Latent, Classes>;
  readonly discriminator: Discriminator<Image, Classes>;

  /**
   * @throws RangeError when the seed is invalid
   * @throws Error when the networks are made for different image shapes or numbers of classes, are
   *   not of the shapes that they declare, or `generator` returns the same network twice
   */
  constructor(parts: GanParts<Image, Latent, Classes>) {
    checkOptions("Gan", parts, {
      generator: required(aFunction("() => dcganGenerator(options)")),
      discriminator: required(
        anObject("a discriminator", "dcganDiscriminator(options)", "network"),
      ),
    });
    const generator = checkGenerator(parts.generator());
    checkFit(generator, parts.discriminator);
    const ema = checkGenerator(parts.generator());
    if (ema.network === generator.network) {
      throw new Error(
        "The function that builds the generator is expected to build a new network in each call " +
          "but gave the same one twice; build the network inside of it.",
      );
    }
    super(ema, parts.seed ?? 0);
    ema.network.setWeights(generator.network.getWeights());
    this.generator = generator;
    this.ema = ema;
    this.discriminator = parts.discriminator;
  }

  override sample(count: number, options: GanSampleOptions<Classes> = {}): tf.Tensor4D {
    return super.sample(count, options);
  }

  override decode(latents: tf.Tensor2D, options: GanDecodeOptions<Classes> = {}): tf.Tensor4D {
    const { ema = true, labels } = checkOptions("decode", options, { ema: aFlag });
    return this.decodeWith(ema ? this.ema : this.generator, latents, labels as Labels | undefined);
  }

  /** Frees the variables of all three networks. The model cannot be used afterwards. */
  dispose(): void {
    for (const { network } of [this.generator, this.ema, this.discriminator]) {
      if (!isDisposed(network)) network.dispose();
    }
  }

  override toString(): string {
    const count = ({ network }: { readonly network: tf.LayersModel }) =>
      network.countParams().toLocaleString("en-US");
    return (
      `Gan: ${this.describeShapes()}, generator with ${count(this.generator)} and discriminator ` +
      `with ${count(this.discriminator)} parameters`
    );
  }
}
