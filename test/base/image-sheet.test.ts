import { describe, expect, test } from "vitest";
import { drawSheet, sheetSizes, type Images } from "../../src/base/image-sheet.js";
import { plainPixels, writePixels, type Pixels } from "../../src/base/pixels.js";

const pixel = ({ width, data }: Pixels, x: number, y: number) => [
  ...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4),
];

function images(values: number[], shape: readonly number[]): Images {
  const [count, height, width, channels] = shape as [number, number, number, number];
  return { count, height, width, channels, values: Float32Array.from(values), range: [0, 1] };
}

describe("values as pixels", () => {
  const pixels = (values: number[], channels: number) => {
    const into = new Uint8ClampedArray((4 * values.length) / channels);
    writePixels(values, channels, [-1, 1], into);
    return [...into];
  };

  test("gray, color and opacity", () => {
    expect(pixels([-1, 0], 1)).toEqual([0, 0, 0, 255, 128, 128, 128, 255]);
    expect(pixels([1, -1, 0.2], 3)).toEqual([255, 0, 153, 255]);
    expect(pixels([1, -1, 0.2, 0], 4)).toEqual([255, 0, 153, 128]);
  });

  test("beyond the range the nearest end, NaN in magenta", () => {
    expect(pixels([-7, Infinity], 1)).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
    expect(pixels([0, NaN, 0], 3)).toEqual([255, 0, 255, 255]);
  });
});

describe("a sheet", () => {
  test("has rows of images with gaps, and room below each", () => {
    const layout = { columns: 3, scale: 2, gap: 1 };
    const five = { count: 5, height: 4, width: 6 };
    expect(sheetSizes(five, layout)).toEqual({ across: 13, down: 9, width: 38, height: 17 });
    expect(sheetSizes({ ...five, count: 2 }, layout).width).toBe(25);
    expect(sheetSizes(five, { ...layout, below: 10 }).height).toBe(37);
  });

  test("draws each pixel as a square, in its place", () => {
    const drawn = images([0, 0.2, 0.4, 0.6, 0.8, 1], [3, 1, 2, 1]);
    const layout = { columns: 2, scale: 2, gap: 1 };
    const { width, height } = sheetSizes(drawn, layout);
    expect([width, height]).toEqual([9, 5]);
    const sheet = plainPixels(width, height, [9, 9, 9, 255]);
    drawSheet(drawn, layout, sheet);
    const shades = Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => pixel(sheet, x, y)[0]),
    );
    expect(shades).toEqual([
      [0, 0, 51, 51, 9, 102, 102, 153, 153],
      [0, 0, 51, 51, 9, 102, 102, 153, 153],
      [9, 9, 9, 9, 9, 9, 9, 9, 9],
      [204, 204, 255, 255, 9, 9, 9, 9, 9],
      [204, 204, 255, 255, 9, 9, 9, 9, 9],
    ]);
  });

  test("shows through transparent images", () => {
    const drawn = images([1, 0, 0, 0, 1, 0, 0, 0.2, 1, 0, 0, 1], [3, 1, 1, 4]);
    const layout = { columns: 3, scale: 1, gap: 0 };
    const blue = plainPixels(3, 1, [0, 0, 255, 255]);
    drawSheet(drawn, layout, blue);
    expect([0, 1, 2].map((x) => pixel(blue, x, 0))).toEqual([
      [0, 0, 255, 255],
      [51, 0, 204, 255],
      [255, 0, 0, 255],
    ]);
    const clear = plainPixels(3, 1, [0, 0, 0, 0]);
    drawSheet(drawn, layout, clear);
    expect([1, 2].map((x) => pixel(clear, x, 0))).toEqual([
      [255, 0, 0, 51],
      [255, 0, 0, 255],
    ]);
  });
});
