import fs from "node:fs";
import path from "node:path";
import { createCanvas, loadImage } from "canvas";
import { beforeAll, expect, test } from "vitest";
import { writeLogos } from "../../src/cli/logo.js";
import { temporaryFolder } from "../kernel/kernel.js";

const folder = temporaryFolder();
beforeAll(() => writeLogos(folder));

/** The picture in a file, drawn by an independent program. */
async function drawn(name: string, side: number): Promise<Uint8ClampedArray> {
  const context = createCanvas(side, side).getContext("2d");
  const size = `width="${side}" height="${side}" viewBox`; // a drawing is drawn at its own size
  const file = fs.readFileSync(path.join(folder, name));
  const sized = name.endsWith(".svg")
    ? Buffer.from(String(file).replace(/width="32" height="32" viewBox/, size))
    : file;
  context.drawImage(await loadImage(sized), 0, 0);
  return context.getImageData(0, 0, side, side).data;
}

test.each([32, 64])("the icon of %i pixels shows what the drawing shows", async (side) => {
  const image = await loadImage(path.join(folder, `logo-${side}x${side}.png`));
  expect([image.width, image.height]).toEqual([side, side]);
  const picture = await drawn(`logo-${side}x${side}.png`, side);
  const drawing = await drawn("logo-svg.svg", side);
  const apart = [...picture].filter((value, i) => Math.abs(value - drawing[i]!) > 40);
  expect(apart.length).toBeLessThan(side); // the antialiased corners
  const color = (data: Uint8ClampedArray, x: number, y: number) => [
    ...data.subarray(4 * (y * side + x), 4 * (y * side + x) + 4),
  ];
  expect(color(picture, 0, 0)[3]).toBe(0);
  expect(color(picture, side / 2, side / 4 - 2)).toEqual([255, 255, 255, 255]);
});

test("the drawing is small, and text", () => {
  const svg = fs.readFileSync(path.join(folder, "logo-svg.svg"), "utf8");
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg.length).toBeLessThan(2500);
});
