import type * as tf from "@tensorflow/tfjs";
import type { ImageShape } from "../tensor/shape.js";
import type { ModelCard } from "./checkpoint.js";
import { Decoder } from "./decoder.js";
import { isDisposed, type Generator } from "./generator.js";

/**
 * A generator without its discriminator, as {@link loadGenerator} reads it: it draws images, and
 * every tool that takes a model of a family takes it. It cannot be trained further (a checkpoint
 * can, see `checkpoints`).
 *
 * @typeParam Image shape of one image
 * @typeParam Latent size of the latent vector
 * @typeParam Classes number of classes; 0 for a generator without classes
 */
export class TrainedGenerator<
  Image extends ImageShape = ImageShape,
  Latent extends number = number,
  Classes extends number = number,
>
  extends Decoder<Image, Latent, Classes>
  implements Generator<Image, Latent, Classes>
{
  readonly network: tf.LayersModel;
  /** The content of `card.json`: how it was trained, for example. */
  readonly card: ModelCard;

  /** The default seed of its samples is 0. */
  constructor(generator: Generator<Image, Latent, Classes>, card: ModelCard = {}) {
    super(generator, 0);
    this.network = generator.network;
    this.card = card;
  }

  dispose(): void {
    if (!isDisposed(this.network)) this.network.dispose();
  }

  override toString(): string {
    const parameters = this.network.countParams().toLocaleString("en-US");
    return `TrainedGenerator: ${this.describeShapes()}, ${parameters} parameters`;
  }
}
