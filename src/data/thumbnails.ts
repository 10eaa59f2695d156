import { drawSheet, sheetSizes } from "../base/image-sheet.js";
import { plainPixels } from "../base/pixels.js";
import { encodePng } from "../base/png.js";
import type { ImageShape } from "../tensor/shape.js";

const COUNT = 40;
const COLUMNS = 10;
const GAP = 2;
/** Smaller images are enlarged to about this many pixels. */
const EDGE = 56;

/** The drawn part of a data set. */
interface Pictures {
  readonly image: ImageShape;
  /** [size, height, width, channels]: bytes 0..255, or numbers in [-1, 1] */
  readonly pixels: Uint8Array | Float32Array;
  readonly size: number;
}

/**
 * The first images of a data set as a PNG in base64.
 *
 * @returns `undefined` when there is nothing to draw: no images, or points of a plane
 */
export function thumbnails({ image, pixels, size }: Pictures): string | undefined {
  const [height, width, channels] = image;
  const count = Math.min(size, COUNT);
  if (count === 0 || (channels !== 1 && channels !== 3)) return undefined;
  const scale = Math.max(1, Math.round(EDGE / Math.max(height, width)));
  const range = pixels instanceof Float32Array ? ([-1, 1] as const) : ([0, 255] as const);
  const images = { count, height, width, channels, values: pixels, range };
  const layout = { columns: COLUMNS, scale, gap: GAP };
  const sizes = sheetSizes(images, layout);
  const sheet = plainPixels(sizes.width, sizes.height, [0, 0, 0, 0]); // gaps are transparent
  drawSheet(images, layout, sheet);
  return encodePng(sheet).toString("base64");
}
