import * as tf from "@tensorflow/tfjs";
import type { Features } from "./features.js";

/**
 * Rows of features as a tensor.
 *
 * @param rows which; default all
 * @returns float32 [rows, size]; the caller disposes it
 */
export function rowsOf({ values, count, size }: Features, rows?: Uint32Array): tf.Tensor2D {
  const length = rows?.length ?? count;
  const picked = new Float32Array(length * size);
  for (let n = 0; n < length; n++) {
    const start = (rows ? rows[n]! : n) * size;
    picked.set(values.subarray(start, start + size), n * size);
  }
  return tf.tensor2d(picked, [length, size]);
}
