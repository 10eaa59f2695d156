import * as tf from "@tensorflow/tfjs";

/** How many examples go through a network at once. */
const PART = 500;

/**
 * Applies a network to many examples, in chunks, so that they do not need much memory at once.
 *
 * @param inputs [n, ...], one tensor for each input of the network
 * @returns the network's outputs [n, ...]; the caller disposes them
 */
export function applyInParts<Output extends tf.Tensor>(
  network: tf.LayersModel,
  inputs: readonly tf.Tensor[],
): Output {
  return tf.tidy(() => {
    const count = inputs[0]!.shape[0];
    const parts: Output[] = [];
    for (let start = 0; start < count; start += PART) {
      const size = Math.min(PART, count - start);
      const part = inputs.map((input) => input.slice([start], [size]));
      parts.push(network.apply(part.length === 1 ? part[0]! : part) as Output);
    }
    return parts.length === 1 ? parts[0]! : tf.concat<Output>(parts, 0);
  });
}
