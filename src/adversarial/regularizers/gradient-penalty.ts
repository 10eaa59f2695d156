import { aFlag, checkOptions } from "../../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { deriveSeed, randomUniform, type RandomKey } from "../../tensor/random/index.js";
import { checkEvery, checkWeight, type LazyOptions, type Regularizer } from "./regularizer.js";
import { gradientNormPenalty } from "./gradient-norm.js";

/**
 * Points on the lines between real and generated images,
 * $\hat{x} = \epsilon x + (1 - \epsilon) G(z)$, with one $\epsilon$ an example, uniform on [0, 1).
 *
 * @param real [n, height, width, channels]
 * @param fake [n, height, width, channels]
 * @param key the same key gives the same $\epsilon$
 */
export function randomInterpolation(
  real: tf.Tensor4D,
  fake: tf.Tensor4D,
  key: RandomKey,
): tf.Tensor4D {
  return tf.tidy(() => {
    const epsilon = randomUniform<tf.Rank.R4>([real.shape[0], 1, 1, 1], key); // [n, 1, 1, 1]
    return epsilon.mul(real).add(tf.sub(1, epsilon).mul(fake));
  });
}

/** Settings of {@link gradientPenalty}. */
export interface GradientPenaltyOptions extends LazyOptions {
  /** $\lambda$, at least 0; default 10. */
  readonly weight?: number;
  /** The slope that is asked for, at least 0; default 1. With 0 it is zero-centered, like R1. */
  readonly target?: number;
  /** Whether slopes below the target are left alone; default false, as in the paper. */
  readonly oneSided?: boolean;
}

/**
 * The gradient penalty (WGAN-GP; Gulrajani et al. 2017):
 * $\lambda\, \mathbb{E}_{\hat{x}}[(\|\nabla_{\hat{x}} D(\hat{x})\| - 1)^2]$ at random points
 * $\hat{x}$ between real and generated images, see {@link randomInterpolation}. It holds
 * the critic's slope near 1, which the Wasserstein loss needs; it helps other losses, too (Fedus et
 * al. 2018).
 *
 * With target 0 it is the zero-centered penalty of Thanh-Tung, Tran and Venkatesh (2019).
 *
 * The critic should have no batch normalization: the penalty is about each image by itself.
 *
 * @throws RangeError unless weight and target are at least 0 and every a positive integer
 */
export function gradientPenalty(options: GradientPenaltyOptions = {}): Regularizer {
  const { oneSided = false } = checkOptions("gradientPenalty", options, { oneSided: aFlag });
  const weight = checkWeight("The weight of a gradient penalty", options.weight ?? 10);
  const target = checkWeight("The target of a gradient penalty", options.target ?? 1);
  return {
    name: "gradient penalty",
    settings: { weight, target, oneSided },
    every: checkEvery(options),
    bounds: "slope",
    penalty: ({ discriminator, real, fake, seed, step }) =>
      tf.tidy(() => {
        const key = { seed: deriveSeed(seed, "gradient penalty"), step };
        const between = randomInterpolation(real, fake, key); // [n, h, w, c]
        return gradientNormPenalty(discriminator, between, { target, oneSided }).mul<tf.Scalar>(
          weight,
        );
      }),
  };
}
