/** Images side by side in one PNG: small ones enlarged without blur, large ones reduced. */
import { drawSheet, sheetSizes, type Images } from "../../base/image-sheet.js";
import { plainPixels } from "../../base/pixels.js";
import { encodePng } from "../../base/png.js";
import type { Values } from "./tensor-view.js";

/** Images as a tensor has them. */
export type TensorImages = Omit<Images, "values"> & { readonly values: Values };

const MOST_IMAGES = 64;
/** Pixels of the whole picture, of a single image, and of one among others. */
const SHEET = 640;
const SMALLEST_IMAGE = 56;
const LARGEST_OF_MANY = 128;
const GAP = 2;
/** A pixel of a reduced image is the mean of at most this many in each direction. */
const SAMPLES = 3;

/** The picture, and how many of the images it shows. */
export function drawImages(images: TensorImages): { png: Buffer; shown: number } {
  const { reduction, scale, columns, count } = arrange(images);
  const reduced = reduce(images, count, reduction);
  const layout = { columns, scale, gap: GAP };
  const { width, height } = sheetSizes(reduced, layout);
  const sheet = plainPixels(width, height, [0, 0, 0, 0]); // gaps are transparent
  drawSheet(reduced, layout, sheet);
  return { png: encodePng(sheet), shown: count };
}

/** How many of the images are shown, and in which size: first reduced, then enlarged. */
function arrange(images: TensorImages) {
  const longest = Math.max(images.height, images.width);
  const shortest = Math.min(images.height, images.width);
  const room = images.count === 1 ? SHEET : LARGEST_OF_MANY;
  const reduction = Math.ceil(longest / room);
  const scale = Math.min(
    Math.ceil(SMALLEST_IMAGE / shortest),
    Math.max(1, Math.floor(room / longest)),
  );
  const fitting = (side: number): number =>
    Math.max(1, Math.floor((SHEET + GAP) / (reducedSide(side, reduction) * scale + GAP)));
  const most = Math.min(images.count, MOST_IMAGES);
  const inRow = fitting(images.width);
  const columns = most <= inRow ? most : Math.min(inRow, Math.ceil(Math.sqrt(most)));
  const rows = Math.min(Math.ceil(most / columns), fitting(images.height));
  return { reduction, scale, columns, count: Math.min(most, rows * columns) };
}

const reducedSide = (side: number, reduction: number): number =>
  Math.max(1, Math.floor(side / reduction));

/** The first images, each pixel the mean of `reduction` × `reduction` pixels. */
function reduce(images: TensorImages, count: number, reduction: number): Images {
  const { channels } = images;
  const height = reducedSide(images.height, reduction);
  const width = reducedSide(images.width, reduction);
  const values = new Float32Array(count * height * width * channels);
  for (let to = 0; to < values.length; to++) {
    const channel = to % channels;
    const pixel = Math.floor(to / channels);
    const x = (pixel % width) * reduction;
    const row = Math.floor(pixel / width);
    const y = (row % height) * reduction;
    values[to] = mean(images, Math.floor(row / height), y, x, channel, reduction);
  }
  return { ...images, count, height, width, values };
}

/** The mean of one channel over a square of pixels. */
function mean(
  { height, width, channels, values }: TensorImages,
  image: number,
  top: number,
  left: number,
  channel: number,
  side: number,
): number {
  const stride = Math.ceil(side / SAMPLES);
  let sum = 0;
  let samples = 0;
  for (let y = top; y < Math.min(top + side, height); y += stride) {
    for (let x = left; x < Math.min(left + side, width); x += stride, samples++) {
      sum += Number(values[((image * height + y) * width + x) * channels + channel]);
    }
  }
  return sum / samples;
}
