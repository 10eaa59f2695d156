import { drawSheet, type Images, sheetSizes } from "../base/image-sheet.js";
import { type Pixels, plainPixels, type Rgba } from "../base/pixels.js";
import { encodePng } from "../base/png.js";
import { neededCanvas } from "../display/canvas.js";
import { FONT } from "./theme.js";

/** All that a drawing of images needs. */
export interface Grid extends Images {
  readonly columns: number;
  readonly scale: number;
  readonly gap: number;
  readonly background: Rgba;
  readonly captions: readonly string[] | undefined;
}

const CAPTION_HEIGHT = 18;
const CAPTION_SIZE = 11;
/** It reads on white and on black; gray images with captions stay gray, and their file small. */
const CAPTION_INK = "#777777";

/** Sizes in pixels: of the whole picture, and from one image to the next. */
export function gridSizes(grid: Grid) {
  return sheetSizes(grid, layoutOf(grid));
}

/** @throws Error if there are captions and the package `canvas` cannot be loaded */
export function drawGrid(grid: Grid): Buffer {
  const { width, height } = gridSizes(grid);
  const sheet = grid.captions?.some(Boolean)
    ? captionedSheet(grid, grid.captions)
    : plainPixels(width, height, grid.background);
  drawSheet(grid, layoutOf(grid), sheet);
  return encodePng(sheet);
}

function layoutOf({ columns, scale, gap, captions }: Grid) {
  return { columns, scale, gap, below: captions ? CAPTION_HEIGHT : 0 };
}

/** The background with the captions, each under the place of its image. */
function captionedSheet(grid: Grid, captions: readonly string[]): Pixels {
  const { width, height, across, down } = gridSizes(grid);
  const [red, green, blue, opacity] = grid.background;
  const context = neededCanvas("captions").createCanvas(width, height).getContext("2d");
  context.fillStyle = `rgba(${red}, ${green}, ${blue}, ${opacity / 255})`;
  context.fillRect(0, 0, width, height);
  context.fillStyle = CAPTION_INK;
  context.font = `${CAPTION_SIZE}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  captions.forEach((caption, i) => {
    const x = (i % grid.columns) * across + (grid.width * grid.scale) / 2;
    const y = Math.floor(i / grid.columns) * down + grid.height * grid.scale + CAPTION_HEIGHT / 2;
    context.fillText(caption, x, y, across - 2);
  });
  return context.getImageData(0, 0, width, height);
}
