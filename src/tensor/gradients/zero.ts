import * as tf from "@tensorflow/tfjs";

const zeros = new WeakSet<tf.Tensor>();

/**
 * A gradient that is zero by construction, such as that of a comparison.
 *
 * It is remembered as zero, so that the tape need not multiply it through all that came before:
 * inside a gradient penalty, half of the graph would otherwise compute nothing but zeros.
 *
 * @returns float32 zeros; filled by the backend, not from JavaScript
 */
export function zero(shape: readonly number[]): tf.Tensor {
  const tensor = tf.fill([...shape], 0);
  zeros.add(tensor);
  return tensor;
}

/** Whether a tensor was made by {@link zero}. */
export function isZero(tensor: tf.Tensor): boolean {
  return zeros.has(tensor);
}
