import * as tf from "@tensorflow/tfjs";
import type { Features } from "./features.js";

/**
 * Rows of features as a tensor.
 *
 * @param rows which; default all
 * @param center subtracted from each row
 * @returns float32 [rows, size]; the caller disposes it
 */
export function rowsOf(
  { values, count, size }: Features,
  rows?: Uint32Array,
  center?: Float64Array,
): tf.Tensor2D {
  const length = rows?.length ?? count;
  const picked = new Float32Array(length * size);
  for (let n = 0; n < length; n++) {
    const start = (rows ? rows[n]! : n) * size;
    for (let i = 0; i < size; i++) {
      picked[n * size + i] = values[start + i]! - (center ? center[i]! : 0);
    }
  }
  return tf.tensor2d(picked, [length, size]);
}
