import type * as tf from "@tensorflow/tfjs";
import type { ImageShape } from "../tensor/shape.js";

/**
 * The generator $G$: latent vectors [n, latent] to images [n, height, width, channels] in [-1, 1].
 *
 * Image shape and latent size are part of the type, so that networks which do not fit each other
 * do not compile.
 */
export interface Generator<Image extends ImageShape = ImageShape, Latent extends number = number> {
  readonly image: Image;
  readonly latent: Latent;
  readonly network: tf.LayersModel;
}

/**
 * The discriminator $D$: images [n, height, width, channels] in [-1, 1] to **logits** [n, 1], the
 * log-odds that an image is real. Its probability is the sigmoid of the logit; the losses work on
 * logits because the logarithm of a sigmoid that has saturated is infinite.
 */
export interface Discriminator<Image extends ImageShape = ImageShape> {
  readonly image: Image;
  readonly network: tf.LayersModel;
}
