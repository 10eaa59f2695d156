/**
 * The kernel's icon in JupyterLab's launcher: a G that comes out of noise, in five rows of pixels.
 * Without it the launcher shows the first letter of the kernel's name.
 */
import fs from "node:fs";
import path from "node:path";
import { encodePng } from "../base/png.js";

/** How white a pixel is: # wholly, digits in tenths. */
const ROWS = ["4###2", "#2.1.", "#.###", "#1.2#", "2###."];
/** Stands out from JupyterLab's light and dark ground. */
const GROUND = [67, 84, 190] as const;

/** Units of the drawing: its side, its margin, a pixel and the way to the next one, its corner. */
const SIDE = 32;
const MARGIN = 4;
const PIXEL = 4;
const PITCH = 5;
const CORNER = 6;

/** Jupyter takes these names for icons. */
const FILES: Readonly<Record<string, () => string | Buffer>> = {
  "logo-svg.svg": svg,
  "logo-32x32.png": () => png(1),
  "logo-64x64.png": () => png(2),
};

/** Writes the icons into the folder of a kernel spec. */
export function writeLogos(folder: string): void {
  for (const [name, content] of Object.entries(FILES))
    fs.writeFileSync(path.join(folder, name), content());
}

/** The whiteness of the pixel in a row and column, from 0 to 1. */
function whiteness(row: number, column: number): number {
  const mark = ROWS[row]?.[column] ?? ".";
  return mark === "#" ? 1 : mark === "." ? 0 : Number(mark) / 10;
}

function svg(): string {
  const pixels = ROWS.flatMap((marks, row) =>
    [...marks].map((_, column) => {
      const opacity = whiteness(row, column);
      if (opacity === 0) return "";
      const [x, y] = [MARGIN + PITCH * column, MARGIN + PITCH * row];
      return `<rect x="${x}" y="${y}" width="${PIXEL}" height="${PIXEL}" fill="#fff" fill-opacity="${opacity}"/>`;
    }),
  );
  const size = `width="${SIDE}" height="${SIDE}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${SIDE} ${SIDE}">` +
    `<rect ${size} rx="${CORNER}" fill="rgb(${GROUND.join()})"/>${pixels.join("")}</svg>\n`
  );
}

/** @param scale pixels of the picture for a unit of the drawing */
function png(scale: number): Buffer {
  const side = SIDE * scale;
  const data = new Uint8ClampedArray(4 * side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      data.set(colorAt((x + 0.5) / scale, (y + 0.5) / scale, scale), 4 * (y * side + x));
  return encodePng({ width: side, height: side, data });
}

/** Red, green, blue and opacity at a point of the drawing. */
function colorAt(x: number, y: number, scale: number): readonly number[] {
  const index = (at: number): number => Math.floor((at - MARGIN) / PITCH);
  const isInside = (at: number): boolean => at >= MARGIN && (at - MARGIN) % PITCH < PIXEL;
  const white = isInside(x) && isInside(y) ? whiteness(index(y), index(x)) : 0;
  const beyond = (at: number): number => Math.max(0, CORNER - at, at - (SIDE - CORNER));
  const outside = Math.hypot(beyond(x), beyond(y)) - CORNER;
  const opacity = Math.min(1, Math.max(0, 0.5 - scale * outside));
  return [...GROUND.map((color) => color + white * (255 - color)), 255 * opacity];
}
