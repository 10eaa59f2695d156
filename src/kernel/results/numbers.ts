/** Numbers for reading: five significant digits, and one number of decimals in a column. */

const DIGITS = 5;
/** Columns with more decimals than this are written with exponents. */
const MAX_DECIMALS = 9;

/** One text for each value. The decimals are those that the largest of the values needs. */
export function formatColumn(values: readonly number[]): string[] {
  const finite = values.filter(Number.isFinite);
  if (finite.every(Number.isInteger)) return values.map(exact);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const fitting = DIGITS - 1 - Math.floor(Math.log10(largest));
  if (fitting > MAX_DECIMALS || largest >= 1e15) {
    return values.map((v) => (v === 0 || !Number.isFinite(v) ? exact(v) : exponential(v)));
  }
  const most = Math.max(1, fitting);
  const decimals = Math.max(...finite.map((value) => decimalsIn(value.toFixed(most))));
  return values.map((value) => {
    if (!Number.isFinite(value)) return exact(value);
    const text = value.toFixed(decimals);
    return value !== 0 && Number(text) === 0 ? exponential(value) : text;
  });
}

/** One number on its own. */
export const formatNumber = (value: number): string => formatColumn([value])[0]!;

const exact = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

const exponential = (value: number): string =>
  value.toExponential(DIGITS - 1).replace(/\.?0+e/, "e");

/** Decimals up to the last that is not zero. */
const decimalsIn = (text: string): number => /\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0;
