import { describeValue } from "../base/arguments.js";
import { refusal } from "../base/errors.js";
import { formatCount } from "../base/numbers.js";
import { type CanvasPackage, neededCanvas } from "../display/canvas.js";
import { decodeAvif } from "./avif.js";
import { fileFormat, isRead, notRead, type ReadFormat } from "./file-format.js";
import { pixelCount } from "./image-header.js";
import type { Picture, PictureSize } from "./resample.js";
import { decodeWebp } from "./webp.js";
import { damage } from "./whole-image.js";

/** Red, green and blue, 0..255. */
export type Color = readonly [red: number, green: number, blue: number];

/** The most pixels of a picture, 2^27 (134 million): decoding takes up to 16 bytes for each. */
export const MOST_PIXELS = 2 ** 27;
/** Of an AVIF, whose decoder takes up to 24 bytes for each, and has 2 GiB. */
const MOST_PIXELS_OF_AVIF = 2 ** 26;

/** The reason why a file cannot be used, as words that follow its name. */
export class UnreadableImage extends Error {}

/**
 * Decodes an image file on an opaque background: PNG, JPEG and WebP (turned as their EXIF data say),
 * AVIF (turned as the file says, with 8 bits a channel), GIF and BMP; the first picture of an animation.
 *
 * The picture is drawn on the background before any other step, because the color of
 * wholly transparent pixels is arbitrary, and would show at edges after a reduction.
 *
 * @throws UnreadableImage when the bytes are not a whole image in one of these formats, or one of over
 *   2^27 pixels (AVIF: 2^26), which is not decoded
 * @throws Error when the package `canvas` cannot be loaded
 */
export async function decodeOn(background: Color, bytes: Buffer): Promise<Picture> {
  const canvas = neededCanvas("reading image files");
  const damaged = damage(bytes);
  if (damaged) throw new UnreadableImage(damaged);
  const format = fileFormat(bytes);
  if (!isRead(format)) throw new UnreadableImage(notRead(format));
  checkPixelCount(pixelCount(bytes), format);
  if (format === "WebP") return opaque(await decoded(format, decodeWebp(bytes)), background);
  if (format === "AVIF") return opaque(await decoded(format, decodeAvif(bytes)), background);
  return drawn(canvas, await decoded(format, canvas.loadImage(bytes)), background);
}

/** The result of a decoder, which must not be of more pixels than the file's head says, either. */
async function decoded<Image extends PictureSize>(
  format: ReadFormat,
  decoding: Promise<Image>,
): Promise<Image> {
  const image = await decoding.catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnreadableImage(`cannot be decoded as ${format} (${reason})`, { cause: error });
  });
  checkPixelCount(image.width * image.height, format);
  return image;
}

function drawn(
  { createCanvas }: CanvasPackage,
  image: Awaited<ReturnType<CanvasPackage["loadImage"]>>,
  background: Color,
): Picture {
  const { width, height } = image;
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

/** Lays a picture on the background, in place. */
function opaque(picture: Picture, background: Color): Picture {
  const { data } = picture;
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]!;
    if (alpha === 255) continue;
    for (let channel = 0; channel < 3; channel++) {
      const mixed = alpha * data[at + channel]! + (255 - alpha) * background[channel]!;
      data[at + channel] = Math.round(mixed / 255);
    }
    data[at + 3] = 255;
  }
  return picture;
}

function checkPixelCount(count: number, format: ReadFormat): void {
  const most = format === "AVIF" ? MOST_PIXELS_OF_AVIF : MOST_PIXELS;
  if (count <= most) return;
  throw new UnreadableImage(
    `has ${formatCount(Math.round(count / 1e6))} million pixels, more than the ` +
      `${formatCount(Math.round(most / 1e6))} million that are decoded`,
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
