import * as tf from "@tensorflow/tfjs";
import { randomUniform } from "./continuous.js";
import type { RandomKey } from "./key.js";

/**
 * A mask for dropout (Srivastava et al. 2014): 0 with probability `rate`, otherwise
 * $1 / (1 - \text{rate})$, so that its mean is 1. Keyed by seed and step.
 *
 * @param shape of the returned float32 tensor
 * @param rate the share that is dropped, in [0, 1)
 * @throws RangeError unless 0 <= rate < 1
 */
export function dropoutMask<R extends tf.Rank = tf.Rank>(
  shape: tf.ShapeMap[R],
  rate: number,
  key: RandomKey,
): tf.Tensor<R> {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(
      `A dropout rate is expected to be at least 0 and below 1 but is ${rate}; pass for example 0.5.`,
    );
  }
  return tf.tidy(() =>
    randomUniform(shape, key)
      .greaterEqual(rate)
      .cast("float32")
      .mul(1 / (1 - rate)),
  );
}

/**
 * Dropout (Srivastava et al. 2014): `x` times a {@link dropoutMask}. For training only; at other
 * times a network uses `x` itself, because the mask's mean is 1.
 *
 * @param x any shape, float32
 * @param rate the share that is dropped, in [0, 1)
 * @throws RangeError unless 0 <= rate < 1
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, key: RandomKey): T {
  return tf.tidy(() => x.mul(dropoutMask(x.shape as number[], rate, key)));
}
