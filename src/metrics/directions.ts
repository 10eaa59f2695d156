import * as tf from "@tensorflow/tfjs";
import type { Features } from "./features.js";

/**
 * Features, each row scaled to length 1; rows that are all 0 stay so.
 *
 * Neighbors are found by direction, because the length of a classifier's features is the strength
 * of what it sees: images that are blurred until nothing is left in them have short features, in the
 * midst of all, where the balls of outliers overlap. By plain distance, digits blurred over 5x5
 * pixels have a precision of 0.99 and noise one of 0.62; by direction 0.15 and 0.00, where real
 * digits have 0.85.
 */
export class Directions {
  readonly count: number;
  readonly size: number;
  readonly #values: Float32Array;
  /** One over the length of each row. */
  readonly #scales: Float64Array;

  constructor({ values, count, size }: Features) {
    this.count = count;
    this.size = size;
    this.#values = values;
    this.#scales = Float64Array.from({ length: count }, (_, row) => {
      let square = 0;
      for (let at = row * size; at < (row + 1) * size; at++) square += values[at]! ** 2;
      return square > 0 ? 1 / Math.sqrt(square) : 0;
    });
  }

  /** The mean of all rows [k]. */
  mean(): Float64Array {
    const mean = new Float64Array(this.size);
    for (let row = 0, at = 0; row < this.count; row++) {
      const scale = this.#scales[row]! / this.count;
      for (let i = 0; i < this.size; i++) mean[i]! += this.#values[at++]! * scale;
    }
    return mean;
  }

  /** The squared distance of a row from another set's, in float64. */
  squaredDistance(row: number, other: Directions, otherRow: number): number {
    const { size } = this;
    const [a, b] = [this.#values, other.#values];
    const [scaleA, scaleB] = [this.#scales[row]!, other.#scales[otherRow]!];
    const [fromA, fromB] = [row * size, otherRow * size];
    let [even, odd] = [0, 0]; // two sums, which the processor adds to at the same time
    for (let i = 0; i < size; i += 2) {
      const first = a[fromA + i]! * scaleA - b[fromB + i]! * scaleB;
      even += first * first;
      if (i + 1 === size) break;
      const second = a[fromA + i + 1]! * scaleA - b[fromB + i + 1]! * scaleB;
      odd += second * second;
    }
    return even + odd;
  }

  /**
   * Rows $x$ less a center, as factors of a matrix product that is the squared distances
   * $|x|^2 + |y|^2 - 2 x \cdot y$ themselves.
   *
   * @param multiple the number of rows is filled up to a multiple of it by rows that are infinitely far
   * @returns float32 [rows, k + 2], $(x, |x|^2, 1)$ on the left and $(-2 x, 1, |x|^2)$ on the right
   */
  factor(
    side: "left" | "right",
    center: Float64Array,
    start: number,
    end: number,
    multiple: number,
  ): tf.Tensor2D {
    const { size } = this;
    const count = Math.ceil((end - start) / multiple) * multiple;
    const rows = new Float32Array(count * (size + 2));
    const times = side === "left" ? 1 : -2;
    const [norm, one] = side === "left" ? [size, size + 1] : [size + 1, size];
    for (let n = 0; n < count; n++) {
      const [at, row] = [n * (size + 2), start + n];
      rows[at + norm] = row < end ? this.#fill(rows.subarray(at), row, center, times) : Infinity;
      rows[at + one] = 1;
    }
    return tf.tensor2d(rows, [count, size + 2]);
  }

  /** Fills in a row less a center, times a factor; returns its squared length. */
  #fill(into: Float32Array, row: number, center: Float64Array, times: number): number {
    const [from, scale] = [row * this.size, this.#scales[row]!];
    let square = 0;
    for (let i = 0; i < this.size; i++) {
      const value = this.#values[from + i]! * scale - center[i]!;
      square += value * value;
      into[i] = times * value;
    }
    return square;
  }

  /** The largest squared distance of a row from a center. */
  squaredRadius(center: Float64Array): number {
    let largest = 0;
    for (let row = 0, at = 0; row < this.count; row++) {
      let square = 0;
      for (let i = 0; i < this.size; i++) {
        square += (this.#values[at++]! * this.#scales[row]! - center[i]!) ** 2;
      }
      if (square > largest) largest = square;
    }
    return largest;
  }
}
