import { type Pixels, type Range, writePixels } from "./pixels.js";

/** Images of numbers, one after the other. */
export interface Images {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 1 (gray), 3 (RGB) or 4 (RGBA). */
  readonly channels: number;
  /** [count, height, width, channels] */
  readonly values: Float32Array | Uint8Array;
  readonly range: Range;
}

/** How images lie on a sheet, row by row. */
export interface SheetLayout {
  readonly columns: number;
  /** Each pixel of an image is drawn as a square of this many pixels. */
  readonly scale: number;
  /** Pixels between images. */
  readonly gap: number;
  /** Pixels that stay free under each image; default 0. */
  readonly below?: number;
}

/** Sizes in pixels: of the whole sheet, and from one image to the next. */
export function sheetSizes(
  { count, height, width }: Pick<Images, "count" | "height" | "width">,
  { columns, scale, gap, below = 0 }: SheetLayout,
) {
  const across = width * scale + gap;
  const down = height * scale + gap + below;
  return {
    across,
    down,
    width: Math.min(columns, count) * across - gap,
    height: Math.ceil(count / columns) * down - gap,
  };
}

/**
 * Draws images onto a sheet, enlarged without blur and as exact as 8 bits are.
 *
 * @param sheet of the size that {@link sheetSizes} gives; shows through where images are transparent
 */
export function drawSheet(images: Images, layout: SheetLayout, sheet: Pixels): void {
  const { count, height, width, channels, values, range } = images;
  const { columns, scale } = layout;
  const { across, down } = sheetSizes(images, layout);
  const size = height * width * channels;
  const image = new Uint8ClampedArray(height * width * 4); // [height, width, 4]
  for (let i = 0; i < count; i++) {
    writePixels(values.subarray(i * size, (i + 1) * size), channels, range, image);
    const left = (i % columns) * across;
    const top = Math.floor(i / columns) * down;
    for (let from = 0; from < height * width; from++) {
      const x = left + (from % width) * scale;
      const y = top + Math.floor(from / width) * scale;
      const first = y * sheet.width + x;
      if (image[4 * from + 3]! < 255) blend(image, 4 * from, sheet.data, 4 * first);
      const color = image.subarray(4 * from, 4 * from + 4);
      for (let row = 0; row < scale; row++) {
        for (let column = 0; column < scale; column++) {
          sheet.data.set(color, 4 * (first + row * sheet.width + column));
        }
      }
    }
  }
}

/** Replaces a pixel by what is seen when it lies over another one (Porter and Duff 1984). */
function blend(
  pixels: Uint8ClampedArray,
  at: number,
  below: Uint8ClampedArray | Uint8Array,
  belowAt: number,
): void {
  const opacity = pixels[at + 3]! / 255;
  const through = (1 - opacity) * (below[belowAt + 3]! / 255);
  const total = opacity + through;
  if (total === 0) return;
  for (let c = 0; c < 3; c++) {
    pixels[at + c] = (opacity * pixels[at + c]! + through * below[belowAt + c]!) / total;
  }
  pixels[at + 3] = 255 * total;
}
