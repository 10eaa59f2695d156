import * as tf from "@tensorflow/tfjs";

/** Puts `step - 1` zeros between the elements along an axis: [a, b] by 3 is [a, 0, 0, b]. */
export function spread(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  if (step === 1) return x;
  const size = x.shape[axis]!;
  const before = x.shape.slice(0, axis).reduce((product, n) => product * n, 1);
  const after = x.shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const padded = tf.pad(tf.reshape(x, [before * size, 1, after]), [
    [0, 0],
    [0, step - 1],
    [0, 0],
  ]);
  const apart = tf.slice(
    tf.reshape(padded, [before, size * step, after]),
    [0, 0, 0],
    [before, (size - 1) * step + 1, after],
  );
  return tf.reshape(
    apart,
    x.shape.map((n, i) => (i === axis ? (n - 1) * step + 1 : n)),
  );
}
