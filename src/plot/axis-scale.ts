import { formatNumber } from "../base/numbers.js";

/** One axis of a chart with several: the places of its values, and its ticks. */
export interface AxisScale {
  /** The place of a value on the axis, from 0 (below) to 1 (above); null for none. */
  place(value: unknown): number | null;
  readonly ticks: readonly { readonly place: number; readonly label: string }[];
}

const TICKS = 5;

/** An axis of numbers, evenly spaced or by their logarithm. */
export function numberScale(low: number, high: number, log: boolean): AxisScale {
  const along = log ? Math.log10 : (value: number) => value;
  const [from, to] = [along(low), along(high)];
  const place = (value: unknown) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return null;
    return to === from ? 0.5 : (along(value) - from) / (to - from);
  };
  const values = log ? logTicks(low, high) : evenTicks(low, high);
  return { place, ticks: values.map((value) => ({ place: place(value)!, label: label(value) })) };
}

/** An axis of a few values in the order given. */
export function categoryScale(values: readonly unknown[]): AxisScale {
  const place = (value: unknown) => {
    const index = values.indexOf(value);
    return index < 0 ? null : values.length === 1 ? 0.5 : index / (values.length - 1);
  };
  return {
    place,
    ticks: values.map((value) => ({ place: place(value)!, label: String(value) })),
  };
}

/** Round numbers from `low` to `high`: steps of 1, 2 or 5 times a power of ten. */
export function evenTicks(low: number, high: number): number[] {
  if (low === high) return [low];
  const rough = (high - low) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** The powers of ten; over less than two orders of magnitude 2 and 5 times them, too. */
function logTicks(low: number, high: number): number[] {
  if (low === high) return [low];
  const times = high / low < 100 ? [1, 2, 5] : [1];
  const powers = Array.from(
    { length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, i) => Math.floor(Math.log10(low)) + i,
  );
  const ticks = powers
    .flatMap((power) => times.map((factor) => Number(`${factor}e${power}`)))
    .filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
  return ticks.length >= 2 ? ticks : [low, high];
}

function label(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential().replace("+", "");
  return formatNumber(value);
}
