import { gifenc } from "./gifenc.js";
import { toPalette } from "./palette.js";

/**
 * Frames as a GIF that repeats forever, each with its own palette.
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
    const { palette, indices } = toPalette(rgba);
    const large = enlarged(indices, width, scale);
    encoder.writeFrame(large, width * scale, height * scale, { palette, delay, repeat: 0 });
  }
  encoder.finish();
  return encoder.bytes();
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
