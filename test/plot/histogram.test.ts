import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { type Chart, histogram } from "../../src/plot/index.js";
import { suitableBins } from "../../src/plot/bins.js";
import { expectCompiles } from "./helpers.js";

interface Row {
  g: string;
  from: number;
  to: number;
  n: number;
}

const rows = (chart: Chart) => (chart.spec.data as { values: Row[] }).values;

describe("histogram", () => {
  it("counts each value once, the greatest in the last bin", () => {
    const chart = histogram([0, 0.5, 1, 1.5, 2, 2, 4], { bins: 4 });
    expectCompiles(chart.spec);
    expect(rows(chart).map(({ from, to, n }) => [from, to, n])).toEqual([
      [0, 1, 2],
      [1, 2, 2],
      [2, 3, 2],
      [3, 4, 1],
    ]);
  });

  it("counts the greatest value though the bins' width is rounded", () => {
    for (let bins = 1; bins <= 100; bins++) {
      const counts = rows(histogram([0.1, 0.2, 0.7], { bins })).map((row) => row.n);
      expect(counts.reduce((a, b) => a + b)).toBe(3);
    }
  });

  it("reads tensors of any shape, and leaves them", () => {
    const tensor = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const before = tf.memory().numTensors;
    const chart = histogram(tensor, { bins: 2 });
    expect(rows(chart).map((row) => row.n)).toEqual([2, 2]);
    expect(tf.memory().numTensors).toBe(before);
    expect(tensor.isDisposed).toBe(false);
  });

  it("shows several series as shares over the same bins", async () => {
    const chart = histogram({ real: [0, 0, 1, 1], generated: [1] }, { bins: 2, domain: [0, 1] });
    expectCompiles(chart.spec);
    expect(rows(chart).map(({ g, n }) => [g, n])).toEqual([
      ["real", 0.5],
      ["real", 0.5],
      ["generated", 0],
      ["generated", 1],
    ]);
    expect(await chart.toSvg()).toContain("share of values");
  });

  it("leaves out what is not finite, and says so", () => {
    const chart = histogram([NaN, 1, 2, Infinity]);
    expect(String(chart)).toContain("2 values · 2 not finite");
    expect(rows(chart).reduce((sum, row) => sum + row.n, 0)).toBe(2);
  });

  it("takes values that are all equal", () => {
    const chart = histogram([5, 5, 5]);
    expectCompiles(chart.spec);
    expect(rows(chart).reduce((sum, row) => sum + row.n, 0)).toBe(3);
  });

  it("says what is wrong", () => {
    expect(() => histogram([])).toThrow("at least one finite number but hold 0 values");
    expect(() => histogram([NaN])).toThrow("hold 1 value, none of them finite; look");
    expect(() => histogram([1], { bins: 0.5 })).toThrow(
      "bins is expected to be a positive integer but is 0.5; pass",
    );
    expect(() => histogram([1], { domain: [2, 1] })).toThrow(
      "domain is expected to be [low, high] with low < high but is [2, 1]; pass",
    );
  });
});

describe("the number of bins", () => {
  it("follows Freedman and Diaconis", () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => i / 999); // IQR 0.5, width 0.1
    expect(suitableBins(values, [0, 0.95])).toBe(10);
  });

  it("follows Sturges where half of the values are equal", () => {
    const values = Float64Array.from({ length: 64 }, (_, i) => (i < 60 ? 0 : i));
    expect(suitableBins(values, [0, 63])).toBe(7);
  });

  it("has a limit", () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i === 0 ? 1e9 : i));
    expect(suitableBins(values, [1, 1e9])).toBe(100);
  });
});
