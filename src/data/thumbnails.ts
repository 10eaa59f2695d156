import type { ImageShape } from "../tensor/shape.js";
import { canvasPackage } from "./canvas.js";

const COUNT = 40;
const COLUMNS = 10;
const GAP = 2;
/** Smaller images are enlarged to about this many pixels. */
const EDGE = 56;

/** What is drawn of a data set. */
interface Pictures {
  readonly image: ImageShape;
  readonly pixels: Uint8Array | Float32Array;
  readonly size: number;
}

/**
 * The first images of a data set as a PNG in base64.
 *
 * @returns `undefined` when there is nothing that could be drawn (points of a plane are no images)
 *   or nothing to draw with (the optional package `canvas`)
 */
export function thumbnails({ image, pixels, size }: Pictures): string | undefined {
  const [height, width, channels] = image;
  const count = Math.min(size, COUNT);
  const package_ = canvasPackage();
  if (!package_ || count === 0 || (channels !== 1 && channels !== 3)) return undefined;
  const scale = Math.max(1, Math.round(EDGE / Math.max(height, width)));
  const [across, down] = [width * scale + GAP, height * scale + GAP];
  const rows = Math.ceil(count / COLUMNS);
  const canvas = package_.createCanvas(across * Math.min(count, COLUMNS) - GAP, down * rows - GAP);
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false; // every pixel stays a sharp square
  const cell = package_.createCanvas(width, height);
  for (let i = 0; i < count; i++) {
    const rgba = context.createImageData(width, height);
    const start = i * width * height * channels;
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let c = 0; c < 3; c++) {
        const value = pixels[start + pixel * channels + (channels === 1 ? 0 : c)]!;
        rgba.data[4 * pixel + c] = pixels instanceof Float32Array ? (value + 1) * 127.5 : value;
      }
      rgba.data[4 * pixel + 3] = 255;
    }
    cell.getContext("2d").putImageData(rgba, 0, 0);
    const [x, y] = [(i % COLUMNS) * across, Math.floor(i / COLUMNS) * down];
    const source = cell as unknown as CanvasImageSource;
    context.drawImage(source, x, y, width * scale, height * scale);
  }
  return canvas.toBuffer("image/png").toString("base64");
}
