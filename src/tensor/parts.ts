import * as tf from "@tensorflow/tfjs";

/** How many examples go through a network at once. */
const PART = 500;

/**
 * Applies a network to many examples, part by part, so that they do not need much memory at once.
 *
 * @param inputs [n, ...]
 * @returns the network's outputs [n, ...]; the caller disposes them
 */
export function applyInParts<Output extends tf.Tensor>(
  network: tf.LayersModel,
  inputs: tf.Tensor,
): Output {
  return tf.tidy(() => {
    const parts: Output[] = [];
    for (let start = 0; start < inputs.shape[0]!; start += PART) {
      const size = Math.min(PART, inputs.shape[0]! - start);
      parts.push(network.apply(inputs.slice([start], [size])) as Output);
    }
    return tf.concat(parts, 0) as Output;
  });
}
