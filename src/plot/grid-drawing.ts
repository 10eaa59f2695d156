import { createCanvas } from "./canvas.js";
import { writePixels } from "./pixels.js";
import { FONT, INK } from "./theme.js";

/** All that a drawing of images needs. */
export interface Grid {
  /** Values of n images [h, w, c], one after the other. */
  readonly pixels: Float32Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly range: readonly [low: number, high: number];
  readonly columns: number;
  readonly scale: number;
  readonly gap: number;
  readonly background: string;
  readonly captions: readonly string[] | undefined;
}

const CAPTION_HEIGHT = 18;
const CAPTION_SIZE = 11;

/** Sizes in pixels: of the whole picture, and from one cell to the next. */
export function layout(grid: Grid) {
  const { count, columns, gap } = grid;
  const across = grid.width * grid.scale + gap;
  const down = grid.height * grid.scale + gap + (grid.captions ? CAPTION_HEIGHT : 0);
  const rows = Math.ceil(count / columns);
  return {
    across,
    down,
    width: Math.min(columns, count) * across - gap,
    height: rows * down - gap,
  };
}

/** @throws Error if the package `canvas` cannot be loaded */
export function drawGrid(grid: Grid): Buffer {
  const { across, down, width, height } = layout(grid);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = grid.background;
  context.fillRect(0, 0, width, height);
  const cell = createCanvas(grid.width, grid.height);
  context.imageSmoothingEnabled = false; // every pixel stays a sharp square
  for (let i = 0; i < grid.count; i++) {
    const x = (i % grid.columns) * across;
    const y = Math.floor(i / grid.columns) * down;
    const [w, h] = [grid.width * grid.scale, grid.height * grid.scale];
    paint(cell.getContext("2d"), grid, i);
    context.fillRect(x, y, w, h); // under images with transparent pixels
    context.drawImage(
      cell as unknown as CanvasImageSource,
      0,
      0,
      grid.width,
      grid.height,
      x,
      y,
      w,
      h,
    );
    const caption = grid.captions?.[i];
    if (caption) write(context, caption, x + w / 2, y + h, across - 2);
  }
  return canvas.toBuffer("image/png");
}

function paint(context: CanvasRenderingContext2D, grid: Grid, index: number): void {
  const { pixels, channels, range, width, height } = grid;
  const image = context.createImageData(width, height);
  const size = width * height * channels;
  writePixels(pixels.subarray(index * size, (index + 1) * size), channels, range, image.data);
  context.putImageData(image, 0, 0);
}

function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  room: number,
) {
  context.save();
  context.fillStyle = INK;
  context.font = `${CAPTION_SIZE}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y + CAPTION_HEIGHT / 2, room);
  context.restore();
}
