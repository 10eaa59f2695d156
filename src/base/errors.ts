/** The checks of numbers that many functions share. */
import { aList, aNumber, checkArgument } from "./arguments.js";
import { refusal } from "./refusal.js";

export { refusal };

/** A `RangeError` about a value, with an example of a better one. */
function outOfRange(
  name: string,
  expected: string,
  actual: string | number,
  example: string | number,
): RangeError {
  return new RangeError(refusal(name, expected, actual, `pass for example ${example}`));
}

/** @throws RangeError unless `value` is a positive integer */
export function checkPositiveInteger(name: string, value: number, example: number): number {
  checkArgument(name, value, aNumber(example));
  if (Number.isInteger(value) && value > 0) return value;
  throw outOfRange(name, "a positive integer", value, example);
}

/** @throws RangeError unless `value` is an integer from `low` to `high`, both included */
export function checkInteger(
  name: string,
  value: number,
  [low, high]: readonly [low: number, high: number],
  example: number,
): number {
  checkArgument(name, value, aNumber(example));
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  const bounds = high === Infinity ? `of at least ${low}` : `from ${low} to ${high}`;
  throw outOfRange(name, `an integer ${bounds}`, value, example);
}

/** @throws RangeError unless `value` is a number from `low` to `high`, both included */
export function checkNumber(
  name: string,
  value: number,
  [low, high]: readonly [low: number, high: number],
  example: number,
): number {
  checkArgument(name, value, aNumber(example));
  if (value >= low && value <= high) return value;
  throw outOfRange(name, `a number from ${low} to ${high}`, value, example);
}

/** @throws RangeError unless `value` is finite */
export function checkFinite(name: string, value: number, example = 1): number {
  checkArgument(name, value, aNumber(example));
  if (Number.isFinite(value)) return value;
  throw outOfRange(name, "a finite number", value, example);
}

/** @throws RangeError unless `value` is finite and not negative */
export function checkNotNegative(name: string, value: number, example = 1): number {
  checkArgument(name, value, aNumber(example));
  if (Number.isFinite(value) && value >= 0) return value;
  throw outOfRange(name, "a finite number of at least 0", value, example);
}

/** @throws RangeError unless `value` is at least 0 and below 1, as the decay of a mean is */
export function checkDecay(name: string, value: number, example = 0.9): number {
  checkArgument(name, value, aNumber(example));
  if (value >= 0 && value < 1) return value;
  throw outOfRange(name, "at least 0 and below 1", value, example);
}

type Interval = readonly [low: number, high: number];

/** @throws RangeError unless `low` is below `high` */
export function checkInterval(name: string, interval: Interval, example: Interval): Interval {
  const ends = "[low, high] in numbers";
  checkArgument(name, interval, aList(ends, `[${example.join(", ")}]`, aNumber(0)));
  const [low, high] = interval;
  if (low < high) return interval;
  const text = (ends: Interval) => `[${ends.join(", ")}]`;
  throw outOfRange(name, "[low, high] with low < high", text(interval), text(example));
}
