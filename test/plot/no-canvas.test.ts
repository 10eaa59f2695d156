import * as tf from "@tensorflow/tfjs";
import { expect, it, vi } from "vitest";
import { DISPLAY } from "../../src/display/index.js";
import { histogram, imageGrid } from "../../src/plot/index.js";

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

it("without canvas, charts come as SVG and pictures say what to do", async () => {
  const chart = histogram([1, 2, 3]);
  const bundle = await chart[DISPLAY]();
  expect(Object.keys(bundle)).toEqual([
    "application/vnd.vegalite.v5+json",
    "image/svg+xml",
    "text/plain",
  ]);
  expect(bundle["image/svg+xml"]).toMatch(/^<svg/);
  await expect(chart.toPng()).rejects.toThrow("run `npx ganvas setup`");
  expect(() => imageGrid(tf.zeros([1, 2, 2, 1]) as tf.Tensor4D)[DISPLAY]()).toThrow(
    "run `npx ganvas setup`",
  );
});
