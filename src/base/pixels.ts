/** A picture: red, green, blue and opacity of each pixel, 0..255, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4] */
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** Red, green, blue and opacity, 0..255. */
export type Rgba = readonly [red: number, green: number, blue: number, opacity: number];

/** Magenta stands for values that are not a number. */
const MISSING: Rgba = [255, 0, 255, 255];

/** The numbers that are drawn as black and as full brightness. */
export type Range = readonly [low: number, high: number];

/**
 * Writes the values of one image as pixels. Values outside the range are drawn as its nearest end,
 * a pixel with a NaN in magenta.
 *
 * @param values [height, width, channels] with 1 (gray), 3 (RGB) or 4 channels (RGBA)
 * @param into [height, width, 4]; a clamped array, because it rounds and cuts to 0..255
 */
export function writePixels(
  values: ArrayLike<number>,
  channels: number,
  [low, high]: Range,
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

/** A picture of one color. */
export function plainPixels(width: number, height: number, color: Rgba): Pixels {
  const data = new Uint8ClampedArray(width * height * 4); // [height, width, 4]
  for (let at = 0; at < data.length; at += 4) data.set(color, at);
  return { width, height, data };
}
