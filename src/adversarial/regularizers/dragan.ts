import * as tf from "@tensorflow/tfjs";
import { deriveSeed, randomNormal } from "../../tensor/random/index.js";
import { checkEvery, checkWeight, type LazyOptions, type Regularizer } from "./regularizer.js";
import { gradientNormPenalty } from "./gradient-norm.js";

/** Settings of {@link dragan}. */
export interface DraganOptions extends LazyOptions {
  /** $\lambda$, at least 0; default 10. */
  readonly weight?: number;
  /** Standard deviation of the noise, in standard deviations of the batch's pixels; default 0.5. */
  readonly std?: number;
}

/**
 * DRAGAN's penalty (Kodali et al. 2017):
 * $\lambda\, \mathbb{E}_{x, \delta}[(\|\nabla_x D(x + \delta)\| - 1)^2]$, the gradient penalty around
 * real images, with $\delta$ Gaussian noise. It keeps the discriminator from rising steeply at
 * single images, where a generator would get stuck.
 *
 * @throws RangeError unless weight and std are at least 0 and every a positive integer
 */
export function dragan(options: DraganOptions = {}): Regularizer {
  const weight = checkWeight("The weight of DRAGAN's penalty", options.weight ?? 10);
  const std = checkWeight("The std of DRAGAN's noise", options.std ?? 0.5);
  return {
    name: "DRAGAN",
    settings: { weight, deviation: std }, // the key that stored checkpoints have
    every: checkEvery(options),
    bounds: "slope",
    penalty: ({ discriminator, real, seed, step }) =>
      tf.tidy(() => {
        const noiseStd = tf.moments(real).variance.sqrt().mul(std); // scalar
        const noise = randomNormal<tf.Rank.R4>(real.shape, {
          seed: deriveSeed(seed, "DRAGAN"),
          step,
        }); // [n, h, w, c]
        return gradientNormPenalty(discriminator, real.add(noise.mul(noiseStd))).mul<tf.Scalar>(
          weight,
        );
      }),
  };
}
