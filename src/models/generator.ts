import type * as tf from "@tensorflow/tfjs";
import type { ImageShape } from "../tensor/shape.js";

/**
 * The generator $G$: latent vectors [n, latent] to images [n, height, width, channels] in [-1, 1].
 *
 * Image shape, latent size and number of classes are part of the type, so that networks which do
 * not fit each other do not compile.
 */
export interface Generator<
  Image extends ImageShape = ImageShape,
  Latent extends number = number,
  Classes extends number = 0,
> {
  readonly image: Image;
  readonly latent: Latent;
  /** Number of classes it can be conditioned on; 0: unconditional. */
  readonly classes: Classes;
  /**
   * From latent vectors [n, latent] to images. With classes it has two inputs: latent vectors and
   * one-hot classes, float32 [n, classes].
   */
  readonly network: tf.LayersModel;
}
