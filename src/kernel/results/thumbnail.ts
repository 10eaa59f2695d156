/** A picture of a tensor that looks like images: its first images side by side. */
import { whole } from "./bundle.js";
import { encodePng } from "./png.js";
import type { Statistics } from "./statistics.js";
import type { Values } from "./tensor-view.js";

/** Images in a tensor, one after the other: height, width and channels each. */
interface Images {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface Thumbnail {
  readonly png: Buffer;
  /** What the picture shows. */
  readonly caption: string;
}

const MOST_IMAGES = 64;
const SMALLEST_SIDE = 8;
/** Two numbers alone say little; a matrix that is a picture is larger. */
const SMALLEST_MATRIX_SIDE = 16;
const MOST_ELONGATED = 4;

/** Pixels of the whole picture, of a single image, and of one among others. */
const PICTURE = 640;
const SMALLEST_IMAGE = 56;
const LARGEST_OF_MANY = 128;
const GAP = 2;

/** Not a number is drawn as this colour. */
const MAGENTA = [255, 0, 255, 255];

/** The picture of a tensor's values, if its shape and its range are those of images. */
export function thumbnailOf(
  shape: readonly number[],
  dtype: string,
  values: Values,
  statistics: Statistics,
): Thumbnail | undefined {
  const images = imagesOf(shape);
  const range = rangeOf(dtype, statistics);
  if (!images || !range) return undefined;
  const { count, height, width } = images;
  const longest = Math.max(height, width);
  const room = count === 1 ? PICTURE : LARGEST_OF_MANY;
  const reduction = Math.ceil(longest / room);
  const scale = Math.min(
    Math.ceil(SMALLEST_IMAGE / Math.min(height, width)),
    Math.max(1, Math.floor(room / longest)),
  );
  const [h, w] = [height, width].map((side) => Math.max(1, Math.floor(side / reduction)));
  const [down, across] = [h! * scale + GAP, w! * scale + GAP];
  const fitting = Math.max(1, Math.floor((PICTURE + GAP) / across));
  const wanted = Math.min(count, MOST_IMAGES);
  const columns = wanted <= fitting ? wanted : Math.min(fitting, Math.ceil(Math.sqrt(wanted)));
  const mostRows = Math.max(1, Math.floor((PICTURE + GAP) / down));
  const rows = Math.min(Math.ceil(wanted / columns), mostRows);
  const shown = Math.min(wanted, rows * columns);

  const [fullWidth, fullHeight] = [columns * across - GAP, rows * down - GAP];
  const pixels = new Uint8ClampedArray(fullWidth * fullHeight * 4); // gaps are transparent
  for (let i = 0; i < shown; i++) {
    const corner = (Math.floor(i / columns) * down * fullWidth + (i % columns) * across) * 4;
    for (let y = 0; y < h! * scale; y++) {
      for (let x = 0; x < w! * scale; x++) {
        const [top, left] = [Math.floor(y / scale), Math.floor(x / scale)];
        const at = corner + (y * fullWidth + x) * 4;
        pixels.set(
          colour(images, values, range, i, top * reduction, left * reduction, reduction),
          at,
        );
      }
    }
  }
  const png = encodePng(fullWidth, fullHeight, new Uint8Array(pixels.buffer));
  const which = shown < count ? `The first ${whole(shown)} of ${whole(count)} images; ` : "";
  return { png, caption: `${which}${range[0]} is black, ${range[1]} is full brightness` };
}

/** [h, w], [h, w, c], [n, h, w] or [n, h, w, c], with 1, 3 or 4 channels and sides of some length. */
function imagesOf(shape: readonly number[]): Images | undefined {
  const withChannels = [1, 3, 4].includes(shape.at(-1)!);
  const [channels, sizes] = withChannels ? [shape.at(-1)!, shape.slice(0, -1)] : [1, shape];
  const [height = 0, width = 0] = sizes.slice(-2);
  const count = sizes.length === 3 ? sizes[0]! : 1;
  if (sizes.length < 2 || sizes.length > 3 || count === 0) return undefined;
  const smallest = shape.length === 2 ? SMALLEST_MATRIX_SIDE : SMALLEST_SIDE;
  const [short, long] = [Math.min(height, width), Math.max(height, width)];
  if (short < smallest || long > short * MOST_ELONGATED) return undefined;
  return { count, height, width, channels };
}

/** The values of black and of full brightness; undefined where the values are not brightness. */
function rangeOf(dtype: string, statistics: Statistics): [number, number] | undefined {
  const { min, max, finite, nan, infinite } = statistics;
  if (dtype === "bool") return [0, 1];
  const plausible = finite > 0 && min < max && infinite === 0 && nan <= finite;
  if (!plausible || (dtype !== "float32" && dtype !== "int32")) return undefined;
  // What a network or a filter makes of pixels can lie a little beside its range.
  const beside = 1e-3;
  if (min >= -beside && max <= 1 + beside) return [0, 1];
  if (min >= -1 - beside && max <= 1 + beside) return [-1, 1];
  return min >= 0 && max <= 255 && max >= 16 ? [0, 255] : undefined;
}

/** The mean colour of `side` × `side` pixels of image `index`. */
function colour(
  { height, width, channels }: Images,
  values: Values,
  [low, high]: readonly [number, number],
  index: number,
  top: number,
  left: number,
  side: number,
): number[] {
  const sums = [0, 0, 0, 0];
  let found = 0;
  for (let y = top; y < Math.min(top + side, height); y++) {
    for (let x = left; x < Math.min(left + side, width); x++, found++) {
      const at = ((index * height + y) * width + x) * channels;
      for (let c = 0; c < channels; c++) sums[c]! += Number(values[at + c]);
    }
  }
  const [a, b, c, d] = sums.map((sum) => (255 * (sum / found - low)) / (high - low));
  if (sums.slice(0, channels).some(Number.isNaN)) return MAGENTA;
  return channels === 1 ? [a!, a!, a!, 255] : [a!, b!, c!, channels === 4 ? d! : 255];
}
