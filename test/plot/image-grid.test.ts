import * as tf from "@tensorflow/tfjs";
import { inspect } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { DISPLAY } from "../../src/display/index.js";
import { imageGrid } from "../../src/plot/index.js";
import { decode } from "./helpers.js";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** Images of one value each. */
const flat = (values: number[], size = 2, channels = 1) =>
  tf.tensor4d(
    values.flatMap((value) => new Array<number>(size * size * channels).fill(value)),
    [values.length, size, size, channels],
  );

const gray = (value: number) => [value, value, value, 255];

describe("imageGrid", () => {
  it("draws each image in its place, row by row, with the gap between", async () => {
    const grid = imageGrid(flat([-1, 0, 1]), {
      columns: 2,
      scale: 4,
      gap: 3,
      background: "#00ff00",
    });
    expect([grid.width, grid.height]).toEqual([19, 19]);
    const png = await decode(await grid.toPng());
    expect([png.width, png.height]).toEqual([19, 19]);
    expect(png.pixel(0, 0)).toEqual(gray(0));
    expect(png.pixel(7, 7)).toEqual(gray(0));
    expect(png.pixel(8, 8)).toEqual([0, 255, 0, 255]);
    expect(png.pixel(11, 0)).toEqual(gray(128));
    expect(png.pixel(0, 11)).toEqual(gray(255));
    expect(png.pixel(11, 11)).toEqual([0, 255, 0, 255]); // there is no fourth image
  });

  it("enlarges without blur, rows and columns the right way round", async () => {
    const image = tf.tensor3d([0, 1, 0.2, 0.4, 0.6, 0.8], [2, 3, 1]);
    const png = await decode(await imageGrid(image, { range: [0, 1], scale: 10 }).toPng());
    expect([png.width, png.height]).toEqual([30, 20]);
    expect(png.pixel(9, 9)).toEqual(gray(0));
    expect(png.pixel(10, 9)).toEqual(gray(255));
    expect(png.pixel(20, 0)).toEqual(gray(51));
    expect(png.pixel(0, 10)).toEqual(gray(102));
    expect(png.pixel(29, 19)).toEqual(gray(204));
  });

  it("draws colors, and transparency over the background", async () => {
    const rgb = tf.tensor4d([1, -1, 0.2], [1, 1, 1, 3]);
    expect((await decode(await imageGrid(rgb).toPng())).pixel(5, 5)).toEqual([255, 0, 153, 255]);
    const rgba = tf.tensor4d([1, 0, 0, 0, 1, 0, 0, 1], [2, 1, 1, 4]);
    const png = await decode(
      await imageGrid(rgba, { range: [0, 1], scale: 4, gap: 0, background: "#0000ff" }).toPng(),
    );
    expect(png.pixel(1, 1)).toEqual([0, 0, 255, 255]);
    expect(png.pixel(5, 1)).toEqual([255, 0, 0, 255]);
  });

  it("cuts values outside the range, and draws NaN in magenta and counts it", async () => {
    const grid = imageGrid(flat([-7, 7, Infinity, NaN], 1), { columns: 4, scale: 1, gap: 0 });
    const png = await decode(await grid.toPng());
    expect([0, 1, 2].map((x) => png.pixel(x, 0))).toEqual([gray(0), gray(255), gray(255)]);
    expect(png.pixel(3, 0)).toEqual([255, 0, 255, 255]);
    expect(inspect(grid)).toBe("4 images of 1×1×1 in 4 columns; 1 NaN value, in magenta");
  });

  it.each([
    ["white", [255, 255, 255, 255]],
    ["rgba(255, 0, 0, 0.2)", [255, 0, 0, 51]],
    ["hsl(120, 100%, 50%)", [0, 255, 0, 255]],
    ["transparent", [0, 0, 0, 0]],
  ])("takes the CSS color %s as background", async (background, color) => {
    const png = await decode(await imageGrid(flat([0, 0]), { background }).toPng());
    expect(png.pixel(57, 5)).toEqual(color);
  });

  it("chooses a size for a notebook", () => {
    expect(imageGrid(flat(new Array<number>(64).fill(0), 28)).width).toBe(8 * 56 + 7 * 2);
    expect(String(imageGrid(flat(new Array<number>(10).fill(0), 28)))).toContain("in 10 columns");
    expect(String(imageGrid(flat([0, 0, 0, 0], 256)))).toContain("in 2 columns");
    expect(String(imageGrid(flat([0], 700)))).toContain("in 1 column");
  });

  it("writes captions under the images", async () => {
    const plain = imageGrid(flat([0, 0], 56));
    const named = imageGrid(flat([0, 0], 56), { captions: ["WWW", ""] });
    expect(named.height).toBeGreaterThan(plain.height);
    const png = await decode(await named.toPng());
    const below = (left: number) => {
      const pixels = Array.from({ length: 56 * 18 }, (_, i) =>
        png.pixel(left + (i % 56), 56 + Math.floor(i / 56)),
      );
      return pixels.some(([r, , , opacity]) => r! < 150 && opacity! > 200);
    };
    expect(below(0)).toBe(true);
    expect(below(58)).toBe(false);
    const file = await named.toPng();
    expect(file[25]).not.toBe(2); // gray images with captions are stored as gray or as a palette
  });

  it("shows itself as a PNG at once, neither keeping nor disposing a tensor", () => {
    const images = flat([0, 1]);
    const before = tf.memory().numTensors;
    const grid = imageGrid(images);
    expect(tf.memory().numTensors).toBe(before);
    images.dispose(); // the grid has what it needs
    const bundle = grid[DISPLAY]();
    expect(bundle["image/png"]).toMatch(/^iVBOR/);
    expect(bundle["text/plain"]).toBe("2 images of 2×2×1 in 2 columns");
  });

  it("says what is wrong", () => {
    const two = flat([0, 0]);
    expect(() => imageGrid(tf.zeros([4, 784]))).toThrow(
      "The shape of images is expected to be [n, h, w, c] or [h, w, c]",
    );
    expect(() => imageGrid(tf.zeros([4, 8, 8, 2]))).toThrow(
      "and 1, 3 or 4 channels but is [4, 8, 8, 2]; pass",
    );
    expect(() => imageGrid(tf.zeros([0, 8, 8, 1]))).toThrow("at least one pixel");
    expect(() => imageGrid(two, { captions: ["a"] })).toThrow(
      "captions is expected to be one for each of the 2 images but is of length 1; pass",
    );
    expect(() => imageGrid(two, { range: [1, 1] })).toThrow(
      "range is expected to be [low, high] with low < high but is [1, 1]",
    );
    expect(() => imageGrid(two, { scale: 1.5 })).toThrow(
      "scale is expected to be a positive integer but is 1.5",
    );
    expect(() => imageGrid(two, { columns: 0 })).toThrow(
      "columns is expected to be a positive integer but is 0",
    );
    expect(() => imageGrid(two, { gap: -1 })).toThrow(
      "gap is expected to be an integer of at least 0 but is -1",
    );
    expect(() => imageGrid(two, { background: "snowwhite" })).toThrow(
      'background is expected to be a CSS color but is "snowwhite"; pass for example',
    );
  });
});
