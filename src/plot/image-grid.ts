import { aList, aTensor, aText, checkArgument, checkOptions } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { checkInteger, checkInterval, checkPositiveInteger, refusal } from "../base/errors.js";
import { formatCount } from "../base/numbers.js";
import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import { parseColor } from "./css-color.js";
import { drawGrid, type Grid, gridSizes } from "./draw-grid.js";

export interface ImageGridOptions {
  /** Images in a row. Default: one row if it fits a notebook's width, else about a square. */
  columns?: number;
  /** The values drawn as black and as full brightness. Default [-1, 1]. */
  range?: readonly [low: number, high: number];
  /** Pixels drawn for each pixel of an image, a whole number. Default: images of at least 56 px. */
  scale?: number;
  /** A text under each image. They are drawn by the package `canvas`. */
  captions?: readonly string[];
  /** Pixels between images. Default 2. */
  gap?: number;
  /** A CSS color. Default "transparent": the page shows between the images. */
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
    return gridSizes(this.#grid).width;
  }

  /** Size of the PNG in pixels. */
  get height(): number {
    return gridSizes(this.#grid).height;
  }

  /**
   * The grid as a PNG.
   *
   * @throws Error if there are captions and the package `canvas` cannot be loaded
   */
  async toPng(): Promise<Buffer> {
    return this.#draw();
  }

  [DISPLAY](): MimeBundle {
    return { "image/png": this.#draw().toString("base64"), "text/plain": this.toString() };
  }

  toString(): string {
    const { count, height, width, channels, columns, values } = this.#grid;
    const images = `${formatCount(count, "image")} of ${height}×${width}×${channels}`;
    let missing = 0;
    for (const value of values) if (Number.isNaN(value)) missing++;
    const note = missing === 0 ? "" : `; ${formatCount(missing, "NaN value")}, in magenta`;
    return `${images} in ${formatCount(columns, "column")}${note}`;
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
 * @param images [n, h, w, c] or one image [h, w, c]; c is 1 (gray), 3 (RGB) or 4 (RGBA)
 * @throws RangeError if the shape, the number of captions or an option is not as described
 */
export function imageGrid(images: tf.Tensor, options: ImageGridOptions = {}): ImageGrid {
  checkArgument("images", images, aTensor("model.sample(12)"));
  const captionList = aList("a list of texts", '["a", "b"]', aText("a"));
  checkOptions("imageGrid", options, { captions: captionList });
  const shape = images.shape.length === 3 ? [1, ...images.shape] : images.shape;
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  if (shape.length !== 4 || ![1, 3, 4].includes(channels) || images.size === 0) {
    const expected = "[n, h, w, c] or [h, w, c] with at least one pixel and 1, 3 or 4 channels";
    const actual = `[${images.shape.join(", ")}]`;
    throw new RangeError(
      refusal("The shape of images", expected, actual, "pass for example model.sample(12)"),
    );
  }
  const { range = [-1, 1], gap = 2, background = "transparent", captions } = options;
  if (captions && captions.length !== count) {
    const expected = `one for each of the ${formatCount(count, "image")}`;
    const actual = `of length ${captions.length}`;
    throw new RangeError(refusal("captions", expected, actual, 'pass "" where there is none'));
  }
  checkInterval("range", range, [-1, 1]);
  checkInteger("gap", gap, [0, Infinity], 2);
  const scale = options.scale ?? Math.max(1, Math.ceil(SMALLEST_CELL / Math.min(height, width)));
  checkPositiveInteger("scale", scale, 2);
  const fitting = Math.max(1, Math.floor((ROW + gap) / (width * scale + gap)));
  const columns =
    options.columns ?? (count <= fitting ? count : Math.min(fitting, Math.ceil(Math.sqrt(count))));
  checkPositiveInteger("columns", columns, 8);
  return new ImageGrid({
    values: Float32Array.from(images.dataSync()),
    count,
    height,
    width,
    channels,
    range,
    columns,
    scale,
    gap,
    background: parseColor("background", background),
    captions,
  });
}
