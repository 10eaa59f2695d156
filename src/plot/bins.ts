/** Equal bins over an interval; the last one includes its upper end. */
export interface Bins {
  readonly low: number;
  readonly width: number;
  readonly count: number;
}

const MAX_BINS = 100;

/**
 * The number of bins that suits the values.
 *
 * By Freedman and Diaconis (1981): a bin is 2 IQR n^(-1/3) wide. Where half of the values are equal
 * (an IQR of 0), by Sturges (1926): log2(n) + 1 bins. At most 100.
 *
 * @param values finite numbers
 */
export function suitableBins(values: Float64Array, [low, high]: readonly [number, number]): number {
  if (values.length < 2 || !(high > low)) return 1;
  const sorted = values.slice().sort();
  const quantile = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  const width = 2 * (quantile(0.75) - quantile(0.25)) * values.length ** (-1 / 3);
  const bins = width > 0 ? (high - low) / width : Math.log2(values.length) + 1;
  return Math.min(MAX_BINS, Math.max(1, Math.ceil(bins)));
}

/** How many of the values lie in each bin; values outside of all are not counted. */
export function countInBins(values: Float64Array, { low, width, count }: Bins): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const value of values) {
    const bin = Math.floor((value - low) / width);
    if (bin >= 0 && bin < count) counts[bin]!++;
    else if (value >= low && value <= low + width * count * (1 + 1e-12)) counts[count - 1]!++;
  }
  return counts;
}
