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
  const row = new Float64Array(size);
  for (let n = 0; n < sums.count; n++) {
    const start = (picked ? picked[n]! : n) * size;
    for (let i = 0; i < size; i++) rows[i]! += row[i] = values[start + i]! - center[i]!;
    for (let i = 0, at = 0; i < size; i++) {
      const left = row[i]!;
      if (left === 0) at += size - i;
      else for (let j = i; j < size; j++) products[at++]! += left * row[j]!;
    }
  }
  return sums;
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
