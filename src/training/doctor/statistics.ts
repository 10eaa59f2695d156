/** The arithmetic mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle value, or the mean of the middle two; robust against outliers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The standard deviation. */
export function std(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
}

/** The values without the straight line that fits them best. */
export function detrended(values: readonly number[]): number[] {
  const middle = (values.length - 1) / 2;
  const center = mean(values);
  const slope =
    mean(values.map((value, i) => (i - middle) * (value - center))) /
    mean(values.map((_, i) => (i - middle) ** 2));
  return values.map((value, i) => value - center - slope * (i - middle));
}

/** Means of neighboring values, `width` at a time. */
export function smoothed(values: readonly number[], width: number): number[] {
  const count = values.length - width + 1;
  return Array.from({ length: count }, (_, i) => mean(values.slice(i, i + width)));
}

/** The autocorrelation at a lag, from -1 to 1; the values' mean must be 0. */
export function autocorrelation(values: readonly number[], lag: number): number {
  const [head, tail] = [values.slice(0, values.length - lag), values.slice(lag)];
  const product = head.reduce((sum, value, i) => sum + value * tail[i]!, 0);
  const square = (part: readonly number[]) => part.reduce((sum, value) => sum + value ** 2, 0);
  return product / (Math.sqrt(square(head) * square(tail)) || 1);
}
