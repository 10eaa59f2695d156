/** A picture of a tensor that looks like images: its first images side by side. */
import { formatCount } from "../../base/numbers.js";
import { drawImages, type TensorImages } from "./image-sheet.js";
import type { Statistics } from "./statistics.js";
import type { Values } from "./tensor-view.js";

export interface Thumbnail {
  readonly png: Buffer;
  /** A description of the picture. */
  readonly caption: string;
}

const SMALLEST_SIDE = 8;
/** A matrix is less often an image: a batch of vectors has two sizes as well. */
const SMALLEST_MATRIX_SIDE = 16;
const MOST_ELONGATED = 4;

/** The picture of a tensor's values, if its shape and its range are those of images. */
export function thumbnailOf(
  shape: readonly number[],
  dtype: string,
  values: Values,
  statistics: Statistics,
): Thumbnail | undefined {
  const sizes = sizesOf(shape);
  const range = rangeOf(dtype, statistics);
  if (!sizes || !range) return undefined;
  const { png, shown } = drawImages({ ...sizes, values, range });
  const { count } = sizes;
  const which =
    shown < count ? `The first ${formatCount(shown)} of ${formatCount(count)} images; ` : "";
  return { png, caption: `${which}${range[0]} is black, ${range[1]} is full brightness` };
}

type Sizes = Pick<TensorImages, "count" | "height" | "width" | "channels">;

/** [h, w], [h, w, c], [n, h, w] or [n, h, w, c], with 1, 3 or 4 channels and sides of some length. */
function sizesOf(shape: readonly number[]): Sizes | undefined {
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
  // The outputs of a network or a filter can lie a little outside their range.
  const margin = 1e-3;
  if (min >= -margin && max <= 1 + margin) return [0, 1];
  if (min >= -1 - margin && max <= 1 + margin) return [-1, 1];
  return min >= 0 && max <= 255 && max >= 16 ? [0, 255] : undefined;
}
