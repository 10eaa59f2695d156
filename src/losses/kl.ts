import * as tf from "@tensorflow/tfjs";
import { checkSameShape } from "./likelihoods.js";

/**
 * The Kullback-Leibler divergence of a Gaussian with a diagonal covariance from the standard normal,
 * $\mathrm{KL}_j = \tfrac{1}{2} (\mu_j^2 + e^{v_j} - 1 - v_j)$ for each dimension (Kingma and Welling
 * 2014). Its sum over the dimensions is the KL of an image.
 *
 * @param mean $\mu$, [n, latent]
 * @param logVariance $v = \log \sigma^2$, [n, latent]
 * @returns [n, latent], in nats; at least 0
 * @throws Error when the shapes differ
 */
export function gaussianKl(mean: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Tensor2D {
  checkSameShape(mean, logVariance);
  return tf.tidy(() => {
    // Near 0 rounding would make the difference negative.
    const ofVariance = logVariance.expm1().sub(logVariance).relu();
    return mean.square().add(ofVariance).div<tf.Tensor2D>(2);
  });
}
