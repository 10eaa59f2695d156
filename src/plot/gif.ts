import { gifenc, type Color } from "./gifenc.js";

/** The most colours that a frame of a GIF can have. */
const COLORS = 256;

/** Pixels by their index in a palette. */
interface Indexed {
  readonly palette: readonly Color[];
  readonly indices: Uint8Array;
}

/**
 * Frames as a GIF that repeats for ever, each with a palette of its own.
 *
 * @param frames pixels in RGBA, opaque
 * @param scale pixels drawn for each pixel, a whole number
 * @param delay milliseconds from one frame to the next
 */
export function encodeGif(
  frames: Iterable<Uint8Array>,
  { width, height, scale, delay }: Record<"width" | "height" | "scale" | "delay", number>,
): Uint8Array {
  const encoder = gifenc.GIFEncoder();
  for (const rgba of frames) {
    const { palette, indices } = exactColors(rgba) ?? nearColors(rgba);
    const large = enlarged(indices, width, scale);
    encoder.writeFrame(large, width * scale, height * scale, { palette, delay, repeat: 0 });
  }
  encoder.finish();
  return encoder.bytes();
}

/** The pixels as they are, or undefined where they have too many colours. Grey ones never have. */
function exactColors(rgba: Uint8Array): Indexed | undefined {
  const known = new Map<number, number>();
  const palette: Color[] = [];
  const indices = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < indices.length; i++) {
    const [r, g, b] = [rgba[4 * i]!, rgba[4 * i + 1]!, rgba[4 * i + 2]!];
    const color = (r << 16) | (g << 8) | b;
    let index = known.get(color);
    if (index === undefined) {
      index = palette.push([r, g, b]) - 1;
      if (index === COLORS) return undefined;
      known.set(color, index);
    }
    indices[i] = index;
  }
  return { palette, indices };
}

function nearColors(rgba: Uint8Array): Indexed {
  const palette = gifenc.quantize(rgba, COLORS);
  return { palette, indices: gifenc.applyPalette(rgba, palette) };
}

/** Each pixel as a sharp square. */
function enlarged(indices: Uint8Array, width: number, scale: number): Uint8Array {
  if (scale === 1) return indices;
  const large = new Uint8Array(indices.length * scale * scale);
  const across = width * scale;
  for (let row = 0; row < indices.length / width; row++) {
    const start = row * scale * across;
    for (let x = 0; x < across; x++) {
      large[start + x] = indices[row * width + Math.floor(x / scale)]!;
    }
    for (let copy = 1; copy < scale; copy++) {
      large.copyWithin(start + copy * across, start, start + across);
    }
  }
  return large;
}
