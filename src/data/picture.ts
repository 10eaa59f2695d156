import { describeValue } from "../base/arguments.js";
import { refusal } from "../base/errors.js";
import { formatCount } from "../base/numbers.js";
import { neededCanvas } from "../display/canvas.js";
import { pixelCount } from "./image-header.js";
import type { Picture } from "./resample.js";
import { damage } from "./whole-image.js";

/** Red, green and blue, 0..255. */
export type Color = readonly [red: number, green: number, blue: number];

/** The most pixels of a picture, 2^27 (134 million): decoding takes up to 12 bytes for each. */
export const MOST_PIXELS = 2 ** 27;

/** The reason why a file cannot be used, as words that follow its name. */
export class UnreadableImage extends Error {}

/**
 * Decodes an image file on an opaque background: PNG, JPEG (turned as its EXIF data say), GIF (the
 * first picture).
 *
 * The picture is drawn on the background before any other step, because the color of
 * wholly transparent pixels is arbitrary, and would show at edges after a reduction.
 *
 * @throws UnreadableImage when the bytes are not a whole image, or one of over 2^27 pixels, which is not
 *   decoded
 * @throws Error when the package `canvas` cannot be loaded
 */
export async function decodeOn(background: Color, bytes: Buffer): Promise<Picture> {
  const { createCanvas, loadImage } = neededCanvas("reading image files");
  const damaged = damage(bytes);
  if (damaged) throw new UnreadableImage(damaged);
  checkPixelCount(pixelCount(bytes));
  const image = await loadImage(bytes).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnreadableImage(`cannot be decoded (${reason})`, { cause: error });
  });
  const { width, height } = image;
  checkPixelCount(width * height); // of formats whose head is not read
  try {
    const context = createCanvas(width, height).getContext("2d");
    context.fillStyle = `rgb(${background.join(", ")})`;
    context.fillRect(0, 0, width, height);
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, width, height);
  } catch (error) {
    throw new UnreadableImage(`cannot be drawn at ${width}x${height}`, { cause: error });
  }
}

function checkPixelCount(count: number): void {
  if (count <= MOST_PIXELS) return;
  throw new UnreadableImage(
    `has ${formatCount(Math.round(count / 1e6))} million pixels, more than the ` +
      `${formatCount(Math.round(MOST_PIXELS / 1e6))} million that are decoded`,
  );
}

/** @throws RangeError unless the color is three integers from 0 to 255 */
export function checkColor(color: Color): Color {
  const isByte = (part: number) => Number.isInteger(part) && part >= 0 && part <= 255;
  if (Array.isArray(color) && color.length === 3 && color.every(isByte)) return color;
  const expected = "[red, green, blue] in integers from 0 to 255";
  const actual = describeValue(color);
  throw new RangeError(refusal("background", expected, actual, "pass for example [255, 255, 255]"));
}
