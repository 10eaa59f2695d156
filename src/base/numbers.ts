/** Numbers as text, one function for each purpose. */

/** A count with separators, and a noun in its number: `12,345`, `1 row`, `2 rows`. */
export function formatCount(count: number, noun = ""): string {
  const digits = count.toLocaleString("en-US");
  return noun ? `${digits} ${noun}${count === 1 ? "" : "s"}` : digits;
}

/** A number for reading: whole numbers in full, others with at most `digits` significant digits. */
export function formatNumber(value: number, digits = 4): string {
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(digits)));
}

/** Significant digits of the largest number in a column. */
const COLUMN_DIGITS = 5;
/** Columns with more decimals than this are written with exponents. */
const MOST_DECIMALS = 9;

/**
 * Numbers that stand below each other, all with the same decimals: five significant digits of the
 * largest. Whole numbers are exact, without separators, as code writes them.
 */
export function formatColumn(values: readonly number[]): string[] {
  const finite = values.filter(Number.isFinite);
  if (finite.every(Number.isInteger)) return values.map(exact);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const fitting = COLUMN_DIGITS - 1 - Math.floor(Math.log10(largest));
  if (fitting > MOST_DECIMALS || largest >= 1e15) {
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

const exact = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

const exponential = (value: number): string =>
  value.toExponential(COLUMN_DIGITS - 1).replace(/\.?0+e/, "e");

/** Decimals up to the last one that is not zero. */
const decimalsIn = (text: string): number => /\.(\d*?)0*$/.exec(text)?.[1]?.length ?? 0;

/** Memory, in powers of 1024: `24 bytes`, `196 KiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return formatCount(bytes, "byte");
  const units = ["KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power - 1]}`;
}

/** The size of a file, as file managers and download pages write it: `26.4 MB`. */
export function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A duration in words: `32 s`, `4 min 05 s`, `2 h 10 min`. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} min ${two(total % 60)} s`;
  const minutes = Math.round(total / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/**
 * A rate: `25.3 steps/s`; below one a second, the time for each: `5.0 s each`.
 *
 * @param unit the counted things in the plural; may be empty
 */
export function formatRate(perSecond: number, unit = ""): string {
  if (perSecond > 0 && perSecond < 1) return `${short(1 / perSecond)} s each`;
  return `${short(perSecond)}${unit && ` ${unit}`}/s`;
}

/** Three digits, or all before the point. */
function short(value: number): string {
  return value >= 99.95 ? formatCount(Math.round(value)) : value.toFixed(1);
}
