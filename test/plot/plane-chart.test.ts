import * as tf from "@tensorflow/tfjs";
import { afterEach, describe, expect, it } from "vitest";
import { type PlaneChart, planeChart, type VegaLiteSpec } from "../../src/plot/index.js";
import { FakeKernel } from "../display/fakes.js";
import { decode, expectCompiles } from "./helpers.js";

const domain = { x: [-1, 1], y: [0, 4] } as const;
/** The veil of a generated point's side, on white. */
const VERMILION = [235, 178, 133];
const points = [
  [0, 1],
  [0.5, 2],
];

interface Dot {
  x: number;
  y: number;
  k: string;
}

const dots = (chart: PlaneChart) =>
  ((chart.spec.layer as VegaLiteSpec[]).at(-1)!.data as { values: Dot[] }).values;

afterEach(() => FakeKernel.remove());

describe("planeChart", () => {
  it("compiles with and without field, and empty", () => {
    expectCompiles(planeChart({ domain }).spec);
    const chart = planeChart({ domain }).update({ real: points, generated: points });
    expectCompiles(chart.spec);
    chart.update({
      real: [],
      generated: points,
      field: (grid) => new Float32Array(grid.length / 2),
    });
    expectCompiles(chart.spec);
  });

  it("asks for the field at the cells' centers and draws it where it belongs", async () => {
    let asked: number[] = [];
    const chart = planeChart({ domain: { x: [0, 2], y: [0, 2] }, resolution: 2, width: 100 });
    chart.update({
      real: [],
      generated: [],
      field: (grid) => {
        asked = [...grid];
        return [0, 1, 0.5, 1]; // lower left generated, lower right real, upper left undecided
      },
    });
    expect(asked).toEqual([0.5, 0.5, 1.5, 0.5, 0.5, 1.5, 1.5, 1.5]);
    const png = await decode(await chart.toPng());
    const bottom = lowerLeft(png);
    const color = (x: number, y: number) => png.pixel(x, y).slice(0, 3);
    expect(color(bottom.left + 20, bottom.y - 20)).toEqual(VERMILION);
    expect(color(bottom.left + 150, bottom.y - 20)).toEqual([143, 193, 221]);
    expect(color(bottom.left + 20, bottom.y - 150)).toEqual([255, 255, 255]);
  });

  it("reads tensors and pairs, of many points 500 that do not favor any of a periodic order", () => {
    const ring = Array.from({ length: 4000 }, (_, i) => [i % 8, 1.23456]);
    const tensor = tf.tensor2d([0, 1, 2, 3], [2, 2]);
    const chart = planeChart({ domain }).update({ real: ring, generated: tensor });
    const real = dots(chart).filter((dot) => dot.k === "real");
    expect(real).toHaveLength(500);
    expect(real[0]!.y).toBe(1.235);
    for (let mode = 0; mode < 8; mode++) {
      expect(real.filter((dot) => dot.x === mode).length).toBeGreaterThan(40);
    }
    expect(dots(chart).filter((dot) => dot.k === "generated")).toHaveLength(2);
    expect(tensor.isDisposed).toBe(false);
  });

  it("leaves out points that are not finite", () => {
    const chart = planeChart({ domain }).update({
      real: [
        [NaN, 1],
        [0, 1],
      ],
      generated: [],
    });
    expect(String(chart)).toBe("Samples and discriminator: 1 real and 0 generated points");
  });

  it("is a small message, updated in place", async () => {
    const kernel = new FakeKernel().install();
    const many = Array.from({ length: 2000 }, (_, i) => [Math.sin(i), Math.cos(i)]);
    const field = (grid: Float32Array) =>
      Array.from({ length: grid.length / 2 }, (_, i) => Math.sin(i) ** 2);
    const chart = planeChart({ domain });
    for (let step = 1; step <= 3; step++)
      chart.update({ step, real: many, generated: many, field });
    expect(JSON.stringify(kernel.sent[0]!.data).length).toBeLessThan(60_000);
    await kernel.endCell();
    expect(kernel.kinds).toEqual(["display", "update"]);
    expect(chart.spec.title).toMatchObject({ subtitle: "step 3" });
  });

  it("says what is wrong", () => {
    const chart = planeChart({ domain, resolution: 3 });
    expect(() => planeChart({ domain: { x: [1, 0], y: [0, 1] } })).toThrow(
      "domain.x is expected to be [low, high] with low < high but is [1, 0]; pass",
    );
    expect(() => planeChart({ domain, resolution: 0 })).toThrow(
      "resolution is expected to be an integer from 1 to 200 but is 0; pass",
    );
    expect(() => chart.update({ real: tf.zeros([4, 3]), generated: [] })).toThrow(
      "tensor of real points is expected to be of shape [n, 2] but is of shape [4, 3]; pass",
    );
    expect(() => chart.update({ real: [], generated: [[1]] })).toThrow(
      "Each generated point is expected to be a pair [x, y] but one has 1 number; pass",
    );
    expect(() => chart.update({ real: [], generated: [], field: () => [1] })).toThrow(
      "one value for each of the 9 grid points but has 1; return",
    );
  });
});

/** Where the field's lower left corner lies in the picture. */
function lowerLeft(png: Awaited<ReturnType<typeof decode>>) {
  for (let x = 0; x < png.width; x++) {
    for (let y = png.height - 1; y >= 0; y--) {
      const [r, g, b] = png.pixel(x, y);
      if (r === VERMILION[0] && g === VERMILION[1] && b === VERMILION[2]) return { left: x, y };
    }
  }
  throw new Error("the field was not drawn");
}
