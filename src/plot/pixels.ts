import { NOT_A_NUMBER } from "./theme.js";

/** The colour of a theme as red, green and blue, 0..255. */
export function rgb(color: string): [number, number, number] {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)) as [number, number, number];
}

const MISSING = [...rgb(NOT_A_NUMBER), 255];

/**
 * Writes the values of one image as pixels: cut to the range, a NaN as the colour that stands for it.
 *
 * @param values [h, w, channels], one after the other
 * @param into RGBA, a clamped array: it rounds, and cuts to 0..255
 */
export function writePixels(
  values: Float32Array,
  channels: number,
  [low, high]: readonly [number, number],
  into: Uint8ClampedArray,
): void {
  // Plain loops: there can be millions of values.
  for (let from = 0, to = 0; to < into.length; to += 4, from += channels) {
    into[to + 3] = 255;
    let missing = false;
    for (let c = 0; c < channels; c++) {
      const value = values[from + c]!;
      missing ||= Number.isNaN(value);
      into[to + c] = (255 * (value - low)) / (high - low);
    }
    if (channels === 1) into[to + 1] = into[to + 2] = into[to]!;
    if (missing) into.set(MISSING, to);
  }
}
