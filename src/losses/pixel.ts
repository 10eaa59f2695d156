/** Distances between tensors of the same shape, as losses. */
import * as tf from "@tensorflow/tfjs";

/**
 * Mean absolute difference, $\frac{1}{N} \sum |a_i - b_i|$ over all $N$ elements: sharper images
 * than the squared one, because one large difference counts no more than many small ones.
 *
 * @throws Error when the shapes differ
 */
export function l1Loss(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  checkSameShape(a, b);
  return tf.tidy(() => a.sub(b).abs().mean<tf.Scalar>());
}

/**
 * Mean squared difference, $\frac{1}{N} \sum (a_i - b_i)^2$ over all $N$ elements, without a factor
 * 1/2.
 *
 * @throws Error when the shapes differ
 */
export function l2Loss(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  checkSameShape(a, b);
  return tf.tidy(() => a.sub(b).square().mean<tf.Scalar>());
}

/** TF.js would broadcast a smaller shape to the larger one without an error. */
function checkSameShape(a: tf.Tensor, b: tf.Tensor): void {
  if (a.shape.join() === b.shape.join()) return;
  throw new Error(
    `Both sides of a loss are expected to have the same shape but have [${a.shape.join(", ")}] and ` +
      `[${b.shape.join(", ")}]; give both sides the same images or features.`,
  );
}
