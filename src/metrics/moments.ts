import type { Features } from "./features.js";

/** Mean and covariance of features, in float64. */
export interface Moments {
  /** [k] */
  readonly mean: Float64Array;
  /** [k, k], row by row, divided by n - 1 */
  readonly covariance: readonly ArrayLike<number>[];
}

/**
 * Sums from which moments are computed: number of rows, sum of rows [k], and sum of their outer
 * products, the upper triangle [k (k + 1) / 2], all of rows less a common center.
 */
export interface Sums {
  count: number;
  readonly rows: Float64Array;
  readonly products: Float64Array;
}

/** Sums of no rows. */
export function noSums(size: number): Sums {
  const rows = new Float64Array(size);
  return { count: 0, rows, products: new Float64Array((size * (size + 1)) / 2) };
}

/** The mean of all rows [k]. */
export function meanOf({ values, count, size }: Features): Float64Array {
  const mean = new Float64Array(size);
  for (let at = 0; at < values.length; at++) mean[at % size]! += values[at]! / count;
  return mean;
}

/**
 * The sums of some rows of features.
 *
 * @param center subtracted from each row, so that the covariance of far-off features keeps its digits
 */
export function sumsOf(features: Features, center: Float64Array, picked?: Uint32Array): Sums {
  const { values, count, size } = features;
  const sums = noSums(size);
  const { rows, products } = sums;
  sums.count = picked?.length ?? count;
  const four = new Float64Array(4 * size); // rows whose products are added at once
  for (let n = 0; n < sums.count; n += 4) {
    four.fill(0);
    for (let row = 0; row < Math.min(4, sums.count - n); row++) {
      const start = (picked ? picked[n + row]! : n + row) * size;
      for (let i = 0; i < size; i++) {
        rows[i]! += four[row * size + i] = values[start + i]! - center[i]!;
      }
    }
    addProducts(products, four, size);
  }
  return sums;
}

/** Adds the upper triangles of four rows' outer products, one after the other. */
function addProducts(products: Float64Array, rows: Float64Array, size: number): void {
  const [b, c, d] = [size, 2 * size, 3 * size];
  for (let i = 0, at = 0; i < size; i++) {
    const [x, y, z, w] = [rows[i]!, rows[b + i]!, rows[c + i]!, rows[d + i]!];
    for (let j = i; j < size; j++, at++) {
      products[at] =
        products[at]! + x * rows[j]! + y * rows[b + j]! + z * rows[c + j]! + w * rows[d + j]!;
    }
  }
}

/** Adds sums to a total. */
export function addSums(total: Sums, sums: Sums): void {
  total.count += sums.count;
  for (let i = 0; i < total.rows.length; i++) total.rows[i]! += sums.rows[i]!;
  for (let i = 0; i < total.products.length; i++) total.products[i]! += sums.products[i]!;
}

/** The moments of the rows that were summed up. */
export function momentsOf({ count, rows, products }: Sums, center: Float64Array): Moments {
  const size = rows.length;
  const covariance = Array.from({ length: size }, () => new Float64Array(size));
  for (let i = 0, at = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const value = (products[at++]! - (rows[i]! * rows[j]!) / count) / (count - 1);
      covariance[i]![j] = value;
      covariance[j]![i] = value;
    }
  }
  return { mean: center.map((value, i) => value + rows[i]! / count), covariance };
}
