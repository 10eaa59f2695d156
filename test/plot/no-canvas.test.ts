import * as tf from "@tensorflow/tfjs";
import { expect, it, vi } from "vitest";
import { Dataset } from "../../src/data/index.js";
import { DISPLAY } from "../../src/display/index.js";
import { animation, histogram, imageGrid } from "../../src/plot/index.js";

vi.mock("node:module", async (original) => {
  const real = await original<typeof import("node:module")>();
  const createRequire = (from: string | URL) => {
    const require = real.createRequire(from);
    const without = (name: string) => {
      if (name === "canvas") throw new Error("Cannot find module 'canvas'");
      return require(name) as unknown;
    };
    return Object.assign(without, { cache: require.cache });
  };
  return { ...real, createRequire };
});

it("without canvas, charts come as SVG", async () => {
  const chart = histogram([1, 2, 3]);
  const bundle = await chart[DISPLAY]();
  expect(Object.keys(bundle)).toEqual([
    "application/vnd.vegalite.v5+json",
    "image/svg+xml",
    "text/plain",
  ]);
  expect(bundle["image/svg+xml"]).toMatch(/^<svg/);
  await expect(chart.toPng()).rejects.toThrow("run `npx ganvas setup`");
});

it("without canvas, images are drawn all the same, and captions say what to do", async () => {
  const images = tf.zeros([1, 2, 2, 1]) as tf.Tensor4D;
  expect((await imageGrid(images).toPng()).toString("latin1", 1, 4)).toBe("PNG");
  expect(animation(images)[DISPLAY]()).toHaveProperty("image/png");
  const data = { name: "dots", image: [2, 2, 1], classes: ["dot"] } as const;
  const dots = new Dataset({ ...data, pixels: new Uint8Array(8), labels: new Uint8Array(2) });
  expect(dots[DISPLAY]()).toHaveProperty("image/png");
  expect(() => imageGrid(images, { captions: ["zero"] })[DISPLAY]()).toThrow(
    "The package canvas is expected to be installed for captions but is missing or broken; " +
      "run `npx ganvas setup`.",
  );
});
