import * as tf from "@tensorflow/tfjs";
import type { GanLoss } from "../losses/index.js";

/**
 * Names of the values by which a generator and a discriminator are watched.
 *
 * `D(x)` and `D(G(z))` are the discriminator's mean outputs for real and for generated images: mean
 * probabilities of "real", or mean scores where the loss knows no probability. The gradient norms
 * are those of a phase's loss in all weights of the network. The std of samples is the standard
 * deviation over a generated batch, averaged over pixels and divided by that of the real batch.
 */
export const METRICS = {
  discriminatorLoss: "discriminator loss",
  generatorLoss: "generator loss",
  real: "D(x)",
  fake: "D(G(z))",
  discriminatorGradient: "gradient norm of D",
  generatorGradient: "gradient norm of G",
  std: "std of samples",
} as const;

/** The mean probability of "real", or the mean score where the loss knows no probability. */
export function meanOutput(loss: GanLoss, logits: tf.Tensor): tf.Scalar {
  return (loss.output === "probability" ? tf.sigmoid(logits) : logits).mean();
}

/** Keeps the ratio finite where all images are equal, as in batches of one. */
const EPSILON = 1e-6;

/** How much samples vary compared to real images: 1 where equally, 0 where all are the same. */
export function relativeStd(samples: tf.Tensor4D, real: tf.Tensor4D): tf.Scalar {
  return std(samples).add(EPSILON).div(std(real).add(EPSILON));
}

/** The standard deviation over a batch's images, averaged over the pixels. */
function std(images: tf.Tensor4D): tf.Scalar {
  const { variance } = tf.moments(images, 0); // [h, w, c]
  return variance.sqrt().mean();
}
