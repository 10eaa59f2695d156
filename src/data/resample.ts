/** The sides of a picture in pixels; of a file's, before it is turned. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Pixels in RGBA, row by row. */
export interface Picture extends PictureSize {
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** A part of a picture, in pixels that need not be whole. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Which source pixels make each new pixel of a line, and how much of it each. */
interface Shares {
  readonly first: Uint32Array;
  /** Where the weights of each new pixel begin, and, at the end, where the last ones end. */
  readonly offsets: Uint32Array;
  readonly weights: Float64Array;
}

/**
 * Reduces a part of an opaque picture: each new pixel is the mean over the area that it covers, so
 * that no detail is counted twice or left out (as it is by sampling at points, which makes stairs and
 * false patterns that a generator then learns).
 *
 * @param box the part; each of its sides at least as long as the new one
 * @returns RGB bytes [height, width, 3]
 */
export function reduceArea(picture: Picture, box: Box, width: number, height: number): Uint8Array {
  const columns = shares(box.left, box.width, width, picture.width);
  const rows = shares(box.top, box.height, height, picture.height);
  const firstRow = rows.first[0]!;
  const lastRow = rows.first[height - 1]! + rows.offsets[height]! - rows.offsets[height - 1]!;
  const narrow = new Float32Array((lastRow - firstRow) * width * 3); // [used rows, width, 3]
  const { data } = picture;
  let to = 0;
  for (let y = firstRow; y < lastRow; y++) {
    for (let x = 0; x < width; x++) {
      let [red, green, blue] = [0, 0, 0];
      let from = 4 * (y * picture.width + columns.first[x]!);
      for (let k = columns.offsets[x]!; k < columns.offsets[x + 1]!; k++, from += 4) {
        const weight = columns.weights[k]!;
        red += weight * data[from]!;
        green += weight * data[from + 1]!;
        blue += weight * data[from + 2]!;
      }
      narrow[to++] = red;
      narrow[to++] = green;
      narrow[to++] = blue;
    }
  }
  const reduced = new Uint8Array(height * width * 3); // [height, width, 3]
  for (let y = 0; y < height; y++) {
    const start = (rows.first[y]! - firstRow) * width * 3;
    for (let i = 0; i < 3 * width; i++) {
      let sum = 0;
      let from = start + i;
      for (let k = rows.offsets[y]!; k < rows.offsets[y + 1]!; k++, from += 3 * width) {
        sum += rows.weights[k]! * narrow[from]!;
      }
      reduced[3 * y * width + i] = Math.round(sum);
    }
  }
  return reduced;
}

/** The part of each source pixel in each of `count` equal pieces of a line; they add up to 1. */
function shares(start: number, length: number, count: number, limit: number): Shares {
  const step = length / count;
  const first = new Uint32Array(count);
  const offsets = new Uint32Array(count + 1);
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    const [low, high] = [start + i * step, start + (i + 1) * step];
    const begin = Math.min(limit - 1, Math.floor(low + 1e-9));
    const end = Math.min(limit, Math.max(begin + 1, Math.ceil(high - 1e-9)));
    const parts = Array.from({ length: end - begin }, (_, k) =>
      Math.max(0, Math.min(high, begin + k + 1) - Math.max(low, begin + k)),
    );
    const whole = parts.reduce((sum, part) => sum + part, 0);
    for (const part of parts) weights.push(part / whole);
    first[i] = begin;
    offsets[i + 1] = weights.length;
  }
  return { first, offsets, weights: Float64Array.from(weights) };
}

/** The brightness of RGB bytes [n, 3] as bytes [n] (ITU-R BT.601, as in JPEG). */
export function luminance(rgb: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: rgb.length / 3 }, (_, i) =>
    Math.round(0.299 * rgb[3 * i]! + 0.587 * rgb[3 * i + 1]! + 0.114 * rgb[3 * i + 2]!),
  );
}
