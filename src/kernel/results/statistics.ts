/** Range, mean and standard std of the finite numbers; all others are counted. */
import { formatColumn, formatCount } from "../../base/numbers.js";

export interface Statistics {
  readonly finite: number;
  readonly nan: number;
  readonly infinite: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}

/** Plain loops: a data set can have fifty million values. */
export function statisticsOf(values: ArrayLike<number>): Statistics {
  let [finite, nan, min, max, sum, squares] = [0, 0, Infinity, -Infinity, 0, 0];
  // Squares of differences to a value of the data stay exact where the mean is far from zero.
  let origin: number | undefined;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) {
      origin ??= value;
      finite++;
      if (value < min) min = value;
      if (value > max) max = value;
      const difference = value - origin;
      sum += difference;
      squares += difference * difference;
    } else if (Number.isNaN(value)) nan++;
  }
  const mean = sum / finite;
  return {
    finite,
    nan,
    infinite: values.length - finite - nan,
    min,
    max,
    mean: (origin ?? NaN) + mean,
    std: Math.sqrt(Math.max(0, squares / finite - mean * mean)),
  };
}

/** `min -1, max 1, mean 0.02, std 0.58`, and how many values are NaN or infinite. */
export function describeStatistics(statistics: Statistics): string {
  const { finite, nan, infinite, min, max, mean, std } = statistics;
  const parts: string[] = [];
  if (nan > 0) parts.push(`${formatCount(nan)} NaN`);
  if (infinite > 0) parts.push(`${formatCount(infinite)} infinite`);
  if (finite === 0) return parts.join(", ");
  if (min === max)
    return [...parts, `all${parts.length ? " others" : ""} ${alone(min)}`].join(", ");
  const numbers = Object.entries({ min, max, mean, std });
  return [...numbers.map(([name, value]) => `${name} ${alone(value)}`), ...parts].join(", ");
}

/** A single number, written as the values of a tensor are. */
const alone = (value: number): string => formatColumn([value])[0]!;
