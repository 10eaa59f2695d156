import * as tf from "@tensorflow/tfjs";
import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import { drawGrid, type Grid, layout } from "./grid-drawing.js";
import { BACKGROUND } from "./theme.js";

export interface ImageGridOptions {
  /** Images in a row. Default: one row if it fits a notebook's width, else about a square. */
  columns?: number;
  /** The values drawn as black and as full brightness. Default [-1, 1]. */
  range?: readonly [low: number, high: number];
  /** Pixels drawn for each pixel of an image, a whole number. Default: images of at least 56 px. */
  scale?: number;
  /** A text under each image. */
  captions?: readonly string[];
  /** Pixels between images. Default 2. */
  gap?: number;
  /** A CSS colour. Default white. */
  background?: string;
}

/** Images side by side, see {@link imageGrid}. */
export class ImageGrid extends Shown {
  readonly #grid: Grid;
  #png: Buffer | undefined;

  constructor(grid: Grid) {
    super();
    this.#grid = grid;
  }

  /** Size of the PNG in pixels. */
  get width(): number {
    return layout(this.#grid).width;
  }

  /** Size of the PNG in pixels. */
  get height(): number {
    return layout(this.#grid).height;
  }

  /**
   * The grid as a PNG.
   *
   * @throws Error if the package `canvas` cannot be loaded
   */
  async toPng(): Promise<Buffer> {
    return this.#draw();
  }

  [DISPLAY](): MimeBundle {
    return { "image/png": this.#draw().toString("base64"), "text/plain": this.toString() };
  }

  toString(): string {
    const { count, height, width, channels, columns, pixels } = this.#grid;
    const images = `${count} image${count === 1 ? "" : "s"} of ${height}×${width}×${channels}`;
    let bad = 0;
    for (const value of pixels) if (Number.isNaN(value)) bad++;
    const note = bad === 0 ? "" : `; ${bad} NaN value${bad === 1 ? "" : "s"}, in magenta`;
    return `${images} in ${columns} column${columns === 1 ? "" : "s"}${note}`;
  }

  #draw(): Buffer {
    return (this.#png ??= drawGrid(this.#grid));
  }
}

/** Room for images in a row, in pixels: a notebook's column. */
const ROW = 640;
const SMALLEST_CELL = 56;

/**
 * Images as one picture, enlarged without blur.
 *
 * The tensor is read once, at the call; it is neither kept nor disposed. Values outside the range
 * are drawn as its nearest end, NaN in magenta.
 *
 * @param images [n, h, w, c] or one image [h, w, c]; c is 1 (grey), 3 (RGB) or 4 (RGBA)
 * @throws RangeError if the shape, the number of captions or an option is not as described
 */
export function imageGrid(
  images: tf.Tensor4D | tf.Tensor3D,
  options: ImageGridOptions = {},
): ImageGrid {
  const shape = images.shape.length === 3 ? [1, ...images.shape] : images.shape;
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  if (shape.length !== 4 || ![1, 3, 4].includes(channels)) {
    throw new RangeError(
      `imageGrid takes a tensor of shape [n, h, w, c] or [h, w, c] with 1, 3 or 4 channels, ` +
        `but was given one of shape [${images.shape.join(", ")}].`,
    );
  }
  if (images.size === 0) {
    throw new RangeError(
      `imageGrid takes at least one image, but the tensor's shape is [${images.shape.join(", ")}].`,
    );
  }
  const { range = [-1, 1], captions, gap = 2, background = BACKGROUND } = options;
  if (captions && captions.length !== count) {
    throw new RangeError(
      `imageGrid takes one caption for each image, but was given ${captions.length} ` +
        `for ${count} image${count === 1 ? "" : "s"}.`,
    );
  }
  if (!(range[0] < range[1])) {
    throw new RangeError(
      `imageGrid takes a range [low, high], but was given [${range.join(", ")}].`,
    );
  }
  const scale = options.scale ?? Math.max(1, Math.ceil(SMALLEST_CELL / Math.min(height, width)));
  const fit = Math.max(1, Math.floor((ROW + gap) / (width * scale + gap)));
  const columns =
    options.columns ?? (count <= fit ? count : Math.min(fit, Math.ceil(Math.sqrt(count))));
  for (const [name, value, least] of [
    ["scale", scale, 1],
    ["columns", columns, 1],
    ["gap", gap, 0],
  ] as const) {
    if (!Number.isInteger(value) || value < least) {
      throw new RangeError(
        `imageGrid takes a whole number "${name}" from ${least} on, not ${value}.`,
      );
    }
  }
  const pixels = Float32Array.from(images.dataSync());
  return new ImageGrid({
    pixels,
    count,
    height,
    width,
    channels,
    range,
    columns,
    scale,
    gap,
    background,
    captions,
  });
}
