import type { Pixels } from "../base/pixels.js";
import { gifenc, type Color } from "./gifenc.js";

/** A GIF's frame and a PNG's palette have at most this many colors. */
const MOST_COLORS = 256;

/** Pixels by their index in a palette. */
interface Indexed {
  readonly palette: readonly Color[];
  readonly indices: Uint8Array;
}

/**
 * Opaque pixels with a palette of at most 256 colors: their own where these suffice, as in every
 * gray image, else the nearest of colors that suit the picture.
 *
 * @param rgba [n, 4]
 */
export function toPalette(rgba: Uint8Array): Indexed {
  return exactColors(rgba) ?? nearColors(rgba);
}

/** A copy of an opaque picture with at most 256 colors, which makes its PNG small. */
export function withFewColors({ width, height, data }: Pixels): Pixels {
  const { palette, indices } = toPalette(new Uint8Array(data)); // gifenc reads the whole buffer // a copy, which gifenc may misuse
  const reduced = new Uint8ClampedArray(data.length).fill(255); // [height, width, 4]
  indices.forEach((index, pixel) => reduced.set(palette[index]!, 4 * pixel));
  return { width, height, data: reduced };
}

function exactColors(rgba: Uint8Array): Indexed | undefined {
  const indexOf = new Map<number, number>();
  const palette: Color[] = [];
  const indices = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < indices.length; i++) {
    const [r, g, b] = [rgba[4 * i]!, rgba[4 * i + 1]!, rgba[4 * i + 2]!];
    const color = (r << 16) | (g << 8) | b;
    let index = indexOf.get(color);
    if (index === undefined) {
      index = palette.push([r, g, b]) - 1;
      if (index === MOST_COLORS) return undefined;
      indexOf.set(color, index);
    }
    indices[i] = index;
  }
  return { palette, indices };
}

function nearColors(rgba: Uint8Array): Indexed {
  const palette = gifenc.quantize(rgba, MOST_COLORS);
  return { palette, indices: gifenc.applyPalette(rgba, palette) };
}
