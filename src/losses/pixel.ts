/** Distances between tensors of one shape, as losses. */
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

/**
 * The perceptual loss (feature reconstruction; Johnson, Alahi and Fei-Fei 2016, eq. 2):
 * $\sum_j w_j \frac{1}{C_j H_j W_j} \|\phi_j(\hat{y}) - \phi_j(y)\|^2$, the mean over the batch,
 * where $\phi_j$ is what layer $j$ of an extractor makes of an image.
 *
 * @param found features of the images that are judged, one tensor [n, height, width, channels]
 *   (or [n, k]) a layer
 * @param wanted features of the images they should look like, of the same shapes
 * @param weights one a layer; default 1 each
 * @throws Error when there are no layers, or not as many of each, or shapes differ
 */
export function perceptualLoss(
  found: readonly tf.Tensor[],
  wanted: readonly tf.Tensor[],
  weights: readonly number[] = found.map(() => 1),
): tf.Scalar {
  if (found.length === 0 || wanted.length !== found.length || weights.length !== found.length) {
    throw new Error(
      `The perceptual loss is expected to get features of as many layers on both sides, and as ` +
        `many weights, but got ${found.length} and ${wanted.length} layers and ` +
        `${weights.length} weights; give one of each for each layer.`,
    );
  }
  return tf.tidy(() =>
    tf.addN(found.map((features, j) => l2Loss(features, wanted[j]!).mul<tf.Scalar>(weights[j]!))),
  ) as tf.Scalar;
}

/** A smaller shape would be stretched to the larger one without a word. */
function checkSameShape(a: tf.Tensor, b: tf.Tensor): void {
  if (a.shape.join() === b.shape.join()) return;
  throw new Error(
    `Both sides of a loss are expected to have one shape but have [${a.shape.join(", ")}] and ` +
      `[${b.shape.join(", ")}]; give both sides the same images or features.`,
  );
}
