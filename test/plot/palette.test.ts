import { expect, test } from "vitest";
import type { Pixels } from "../../src/base/pixels.js";
import { withFewColors } from "../../src/plot/palette.js";

function paint(width: number, height: number, color: (x: number, y: number) => number[]): Pixels {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    data.set(color(i % width, Math.floor(i / width)), 4 * i);
  }
  return { width, height, data };
}

const colorsIn = ({ data }: Pixels) =>
  new Set(Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 4).join()));

test("up to 256 colors are kept as they are", () => {
  const pixels = paint(16, 16, (x, y) => [16 * y, x, 7]);
  expect(withFewColors(pixels)).toEqual(pixels);
});

test("more colors become 256 near ones, and a plain background stays exact", () => {
  const pixels = paint(64, 64, (x, y) => (y < 32 ? [255, 255, 255] : [4 * x, 4 * y, 128]));
  const reduced = withFewColors(pixels);
  expect(colorsIn(pixels).size).toBe(1 + 32 * 64);
  expect(colorsIn(reduced).size).toBeLessThanOrEqual(256);
  expect(reduced.data.slice(0, 4 * 32 * 64)).toEqual(pixels.data.slice(0, 4 * 32 * 64));
  const errors = Array.from(pixels.data, (value, i) => Math.abs(value - reduced.data[i]!));
  expect(Math.max(...errors)).toBeLessThan(24);
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(4);
});
