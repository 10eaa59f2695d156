/** Images side by side in one PNG: small ones enlarged without blur, large ones reduced. */
import { encodePng } from "./png.js";
import type { Values } from "./tensor-view.js";

/** Images in a tensor, one after the other: height, width and channels each. */
export interface Images {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Values;
  /** The values of black and of full brightness. */
  readonly range: readonly [low: number, high: number];
}

const MOST_IMAGES = 64;
/** Pixels of the whole picture, of a single image, and of one among others. */
const SHEET = 640;
const SMALLEST_IMAGE = 56;
const LARGEST_OF_MANY = 128;
const GAP = 2;
/** A pixel of a reduced image is the mean of this many in each direction. */
const SAMPLES = 3;
/** Where a value is not a number. */
const MAGENTA = [255, 0, 255, 255];

/** The picture, and how many of the images it shows. */
export function drawImages(images: Images): { png: Buffer; shown: number } {
  const { height, width, scale, reduction, columns, rows, shown } = layoutOf(images);
  const [down, across] = [height * scale + GAP, width * scale + GAP];
  const [fullWidth, fullHeight] = [columns * across - GAP, rows * down - GAP];
  const pixels = new Uint8ClampedArray(fullWidth * fullHeight * 4); // gaps are transparent
  for (let i = 0; i < shown; i++) {
    const corner = Math.floor(i / columns) * down * fullWidth + (i % columns) * across;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const colour = meanColour(images, i, y * reduction, x * reduction, reduction);
        const first = corner + y * scale * fullWidth + x * scale;
        for (let row = 0; row < scale; row++)
          for (let at = first + row * fullWidth, n = 0; n < scale; n++)
            pixels.set(colour, (at + n) * 4);
      }
    }
  }
  return { png: encodePng(fullWidth, fullHeight, new Uint8Array(pixels.buffer)), shown };
}

/** `height` and `width` are those of a reduced image, before it is enlarged by `scale`. */
function layoutOf(images: Images) {
  const longest = Math.max(images.height, images.width);
  const shortest = Math.min(images.height, images.width);
  const room = images.count === 1 ? SHEET : LARGEST_OF_MANY;
  const reduction = Math.ceil(longest / room);
  const scale = Math.min(
    Math.ceil(SMALLEST_IMAGE / shortest),
    Math.max(1, Math.floor(room / longest)),
  );
  const height = Math.max(1, Math.floor(images.height / reduction));
  const width = Math.max(1, Math.floor(images.width / reduction));
  const fitting = (side: number): number =>
    Math.max(1, Math.floor((SHEET + GAP) / (side * scale + GAP)));
  const wanted = Math.min(images.count, MOST_IMAGES);
  const inRow = fitting(width);
  const columns = wanted <= inRow ? wanted : Math.min(inRow, Math.ceil(Math.sqrt(wanted)));
  const rows = Math.min(Math.ceil(wanted / columns), fitting(height));
  return {
    height,
    width,
    scale,
    reduction,
    columns,
    rows,
    shown: Math.min(wanted, rows * columns),
  };
}

/** The mean colour of `side` × `side` pixels of image `index`. */
function meanColour(
  images: Images,
  index: number,
  top: number,
  left: number,
  side: number,
): number[] {
  const { height, width, channels, values, range } = images;
  const [low, high] = range;
  const stride = Math.ceil(side / SAMPLES);
  const sums = [0, 0, 0, 0];
  let found = 0;
  for (let y = top; y < Math.min(top + side, height); y += stride) {
    for (let x = left; x < Math.min(left + side, width); x += stride, found++) {
      const at = ((index * height + y) * width + x) * channels;
      for (let c = 0; c < channels; c++) sums[c]! += Number(values[at + c]);
    }
  }
  if (sums.some(Number.isNaN)) return MAGENTA;
  const [a, b, c, d] = sums.map((sum) => (255 * (sum / found - low)) / (high - low));
  return channels === 1 ? [a!, a!, a!, 255] : [a!, b!, c!, channels === 4 ? d! : 255];
}
