import { describe, expect, test } from "vitest";
import type { Pixels } from "../../src/base/pixels.js";
import { encodePng } from "../../src/base/png.js";
import { decode } from "../plot/helpers.js";

type Paint = (x: number, y: number) => readonly number[];

function paint(width: number, height: number, color: Paint): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    data.set(color(i % width, Math.floor(i / width)), 4 * i);
  }
  return { width, height, data };
}

/** The header's bits per sample and type of color. */
const formatOf = (png: Buffer) => ({ depth: png[24], colorType: png[25] });

/** Decodes with libpng, and expects every pixel back. */
async function expectExact(pixels: Pixels, png: Buffer): Promise<void> {
  const decoded = await decode(png);
  expect([decoded.width, decoded.height]).toEqual([pixels.width, pixels.height]);
  const colors = Array.from({ length: pixels.width * pixels.height }, (_, i) =>
    decoded.pixel(i % pixels.width, Math.floor(i / pixels.width)),
  );
  expect(colors.flat()).toEqual([...pixels.data]);
}

const gray = (shade: number) => [shade, shade, shade, 255];
const mixed: Paint = (x, y) => [(37 * x + y) % 256, (11 * y) % 256, (x * y) % 256, 255];

describe("a PNG has every pixel, in the smallest of these formats", () => {
  test.each<[string, Pixels, { depth: number; colorType: number }]>([
    ["one pixel", paint(1, 1, () => [1, 2, 3, 255]), { depth: 1, colorType: 3 }],
    ["two colors", paint(13, 3, (x) => gray(x % 3 ? 9 : 200)), { depth: 1, colorType: 3 }],
    ["four colors", paint(7, 5, (x, y) => [x % 2, y % 2, 0, 255]), { depth: 2, colorType: 3 }],
    ["16 colors", paint(17, 3, (x) => [x % 16, 0, 0, 255]), { depth: 4, colorType: 3 }],
    ["17 colors", paint(17, 1, (x) => [x, 0, 0, 255]), { depth: 8, colorType: 3 }],
    ["256 colors", paint(16, 16, (x, y) => [16 * y, x, 7, 255]), { depth: 8, colorType: 3 }],
    ["257 colors", paint(257, 1, (x) => [x % 256, x >> 8, 7, 255]), { depth: 8, colorType: 2 }],
    ["many grays", paint(31, 9, (x, y) => gray(8 * x + y)), { depth: 8, colorType: 0 }],
    ["many colors", paint(29, 31, mixed), { depth: 8, colorType: 2 }],
    [
      "few colors and holes",
      paint(5, 4, (x, y) => (y === 2 ? [0, 0, 0, 0] : [x, 0, 0, 255])),
      { depth: 4, colorType: 3 },
    ],
    [
      "many grays and holes",
      paint(20, 20, (x, y) => (x === y ? [0, 0, 0, 0] : gray(12 * x + y))),
      { depth: 8, colorType: 4 },
    ],
    [
      "many colors and holes",
      paint(40, 40, (x, y) => (x === y ? [0, 0, 0, 0] : mixed(x, y))),
      { depth: 8, colorType: 6 },
    ],
  ])("%s", async (_name, pixels, format) => {
    const png = encodePng(pixels);
    expect(formatOf(png)).toEqual(format);
    await expectExact(pixels, png);
  });

  test("partial opacity, in a palette and in samples", async () => {
    // The decoder multiplies colors by their opacity, so that only full ones come back exactly.
    const few = paint(4, 4, (x) => [255, 0, 255, 85 * x]);
    few.data.set([0, 0, 0, 0], 0);
    const decoded = await decode(encodePng(few));
    expect([1, 2, 3].map((x) => decoded.pixel(x, 1))).toEqual([
      [255, 0, 255, 85],
      [255, 0, 255, 170],
      [255, 0, 255, 255],
    ]);
    const many = paint(20, 20, (x, y) => (x ? [255, 0, 255, 10 * x + y] : mixed(x, y)));
    expect((await decode(encodePng(many))).pixel(7, 3)).toEqual([255, 0, 255, 73]);
  });
});

test("bytes that are a part of a larger buffer", async () => {
  const pixels = paint(3, 2, (x, y) => [x, y, 0, 255]);
  const larger = new Uint8Array(7 + 24);
  larger.set(pixels.data, 7);
  await expectExact(pixels, encodePng({ width: 3, height: 2, data: larger.subarray(7) }));
});

test("enlarged digits take less than a byte for two pixels", () => {
  const disk: Paint = (x, y) => {
    const [dx, dy] = [(x % 56) - 28, (y % 56) - 28];
    return gray(Math.max(0, 255 - Math.round(Math.hypot(dx, dy) * 12)));
  };
  expect(encodePng(paint(448, 448, disk)).length).toBeLessThan((448 * 448) / 2);
});
