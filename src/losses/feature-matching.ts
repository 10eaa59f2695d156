import * as tf from "@tensorflow/tfjs";

/**
 * Feature matching (Salimans et al. 2016, section 3.1): the squared distance between the mean
 * features of real and of generated images, $\|\mathbb{E}_x f(x) - \mathbb{E}_z f(G(z))\|^2$. It
 * stands in for the generator's loss, or beside it: the generator should match what the
 * discriminator sees on average rather than beat it.
 *
 * @param real features of real images [n, k], the output of the discriminator's layer `features`
 * @param fake features of generated images [m, k]
 * @returns the sum over the k features
 * @throws Error when the two are not features of one size
 */
export function featureMatching(real: tf.Tensor2D, fake: tf.Tensor2D): tf.Scalar {
  if (real.shape[1] !== fake.shape[1]) {
    throw new Error(
      `Features of generated images are expected to be [n, ${real.shape[1]}], as the real ones ` +
        `are, but are [${fake.shape.join(", ")}]; take both from the same layer.`,
    );
  }
  return tf.tidy(() => real.mean(0).sub(fake.mean(0)).square().sum<tf.Scalar>());
}
