/** Distances between features: of batches on average, and of images one by one. */
import { aTensor, checkArgument } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { l2Loss } from "./pixel.js";

/**
 * Feature matching (Salimans et al. 2016, section 3.1): the squared distance between the mean
 * features of real and of generated images, $\|\mathbb{E}_x f(x) - \mathbb{E}_z f(G(z))\|^2$. It
 * replaces the generator's loss or is added to it: the generator should match what the discriminator
 * sees on average rather than beat it.
 *
 * @param real features of real images [n, k], the output of the discriminator's layer `features`
 * @param fake features of generated images [m, k]
 * @returns the sum over the k features
 * @throws Error when the two do not have the same number of features
 */
export function featureMatching(real: tf.Tensor2D, fake: tf.Tensor2D): tf.Scalar {
  checkArgument("Features of real images", real, aTensor("tf.zeros([64, 128])"));
  checkArgument("Features of generated images", fake, aTensor("tf.zeros([64, 128])"));
  if (real.shape[1] !== fake.shape[1]) {
    throw new Error(
      `Features of generated images are expected to be [n, ${real.shape[1]}], as the real ones ` +
        `are, but are [${fake.shape.join(", ")}]; take both from the same layer.`,
    );
  }
  return tf.tidy(() => real.mean(0).sub(fake.mean(0)).square().sum<tf.Scalar>());
}

/**
 * The perceptual loss (feature reconstruction; Johnson, Alahi and Fei-Fei 2016, eq. 2):
 * $\sum_j w_j \frac{1}{C_j H_j W_j} \|\phi_j(\hat{y}) - \phi_j(y)\|^2$, the mean over the batch,
 * where $\phi_j$ is the output of layer $j$ of an extractor.
 *
 * @param generated features of the images $\hat{y}$, one tensor [n, height, width, channels]
 *   (or [n, k]) for each layer
 * @param target features of the images $y$ that they should look like, of the same shapes
 * @param weights one for each layer; default 1 each
 * @throws Error when there are no layers, or the numbers of layers or the shapes differ
 */
export function perceptualLoss(
  generated: readonly tf.Tensor[],
  target: readonly tf.Tensor[],
  weights: readonly number[] = generated.map(() => 1),
): tf.Scalar {
  const layers = generated.length;
  if (layers === 0 || target.length !== layers || weights.length !== layers) {
    throw new Error(
      `The perceptual loss is expected to get features of the same number of layers on both sides, ` +
        `with one weight for each, but got ${layers} and ${target.length} layers and ` +
        `${weights.length} weights; give one of each for each layer.`,
    );
  }
  return tf.tidy(() =>
    tf.addN(generated.map((features, j) => l2Loss(features, target[j]!).mul(weights[j]!))),
  ) as tf.Scalar;
}
