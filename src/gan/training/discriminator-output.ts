import type * as tf from "@tensorflow/tfjs";

/** The discriminator's output for a batch of images. */
export interface DiscriminatorOutput {
  /** [n, 1] */
  readonly logits: tf.Tensor2D;
  /** [n, classes], from a discriminator with an auxiliary classifier. */
  readonly classLogits?: tf.Tensor2D;
  /** [n, k], the layer `features`, when they were asked for. */
  readonly features?: tf.Tensor2D;
}

/**
 * @param images [n, height, width, channels]
 * @param classes one-hot [n, classes], for networks with classes
 */
export type ConditionalDiscriminatorFn = (
  images: tf.Tensor4D,
  classes?: tf.Tensor2D,
) => DiscriminatorOutput;
