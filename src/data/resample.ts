/** Pixels in RGBA, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** A part of a picture, in pixels that need not be whole. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Which source pixels make a pixel, and how much of it each. */
interface Share {
  readonly first: number;
  readonly weights: readonly number[];
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
  const narrow = new Float32Array(picture.height * width * 3); // [picture.height, width, 3]
  const { data } = picture;
  const [firstRow, lastRow] = [rows[0]!.first, rows.at(-1)!.first + rows.at(-1)!.weights.length];
  for (let y = firstRow; y < lastRow; y++) {
    columns.forEach(({ first, weights }, x) => {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        let from = 4 * (y * picture.width + first) + c;
        for (const weight of weights) {
          sum += weight * data[from]!;
          from += 4;
        }
        narrow[3 * (y * width + x) + c] = sum;
      }
    });
  }
  const reduced = new Uint8Array(height * width * 3); // [height, width, 3]
  rows.forEach(({ first, weights }, y) => {
    for (let i = 0; i < 3 * width; i++) {
      let sum = 0;
      weights.forEach((weight, row) => (sum += weight * narrow[3 * (first + row) * width + i]!));
      reduced[3 * y * width + i] = Math.round(sum);
    }
  });
  return reduced;
}

/** The part of each source pixel in each of `count` equal pieces of a line; they add up to 1. */
function shares(start: number, length: number, count: number, limit: number): Share[] {
  const step = length / count;
  return Array.from({ length: count }, (_, i) => {
    const [low, high] = [start + i * step, start + (i + 1) * step];
    const first = Math.min(limit - 1, Math.floor(low + 1e-9));
    const end = Math.min(limit, Math.max(first + 1, Math.ceil(high - 1e-9)));
    const parts = Array.from({ length: end - first }, (_, k) =>
      Math.max(0, Math.min(high, first + k + 1) - Math.max(low, first + k)),
    );
    const whole = parts.reduce((sum, part) => sum + part, 0);
    return { first, weights: parts.map((part) => part / whole) };
  });
}

/** The brightness of RGB bytes [n, 3] as bytes [n] (ITU-R BT.601, as in JPEG). */
export function luminance(rgb: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: rgb.length / 3 }, (_, i) =>
    Math.round(0.299 * rgb[3 * i]! + 0.587 * rgb[3 * i + 1]! + 0.114 * rgb[3 * i + 2]!),
  );
}
