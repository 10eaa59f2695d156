import type * as tf from "@tensorflow/tfjs";
import type { ImageShape } from "../tensor/shape.js";

/**
 * How a discriminator uses classes:
 * - `"none"`: it is unconditional;
 * - `"input"`: it is conditioned on the class, and decides whether the image is a real one *of that class*
 *   (Mirza and Osindero 2014; Miyato and Koyama 2018);
 * - `"auxiliary"`: it classifies the image instead (Odena, Olah and Shlens 2017).
 */
export type Conditioning = "none" | "input" | "auxiliary";

/**
 * The discriminator $D$: images [n, height, width, channels] in [-1, 1] to **logits** [n, 1], the
 * log-odds that an image is real. Its probability is the sigmoid of the logit; the losses work on
 * logits because the logarithm of a sigmoid that has saturated is infinite.
 */
export interface Discriminator<Image extends ImageShape = ImageShape, Classes extends number = 0> {
  readonly image: Image;
  /** How many classes it tells apart; 0: none. */
  readonly classes: Classes;
  readonly conditioning: Conditioning;
  /** Sizes of further outputs [n, size], InfoGAN's codes for example; default none. */
  readonly heads?: readonly number[];
  /**
   * - `"none"`: from images to logits [n, 1];
   * - `"input"`: from images and one-hot classes, float32 [n, classes], to logits [n, 1];
   * - `"auxiliary"`: from images to logits [n, 1] and logits of classes [n, classes].
   *
   * The sizes of `heads` follow. Its layer `features` gives the vectors [n, k] that feature matching compares.
   */
  readonly network: tf.LayersModel;
}
