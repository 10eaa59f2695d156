import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { densityAndCoverage, Features, precisionAndRecall } from "../../src/metrics/index.js";
import { squaredRadii } from "../../src/metrics/neighbors.js";
import { reference, rows } from "./reference.js";

const [{ fake, real }] = reference.features as [(typeof reference.features)[0]];

describe.each(reference.neighbors)("with the neighbor $k, as by NumPy", (expected) => {
  const options = { neighbors: expected.k };

  test("precision and recall", () => {
    const { precision, recall } = precisionAndRecall(rows("f", fake), rows("r", real), options);
    expect(precision.value).toBeCloseTo(expected.precision, 12);
    expect(recall.value).toBeCloseTo(expected.recall, 12);
  });

  test("density and coverage", () => {
    const { density, coverage } = densityAndCoverage(rows("f", fake), rows("r", real), options);
    expect(density.value).toBeCloseTo(expected.density, 12);
    expect(coverage.value).toBeCloseTo(expected.coverage, 12);
  });
});

test.each(reference.narrow)("of features that differ by little, $name, too", (expected) => {
  const [samples, images] = [rows("f", expected.fake), rows("r", expected.real)];
  const { precision, recall } = precisionAndRecall(samples, images);
  const { density, coverage } = densityAndCoverage(samples, images);
  const scores = { precision, recall, density, coverage };
  for (const [name, { value }] of Object.entries(scores)) {
    expect([name, value]).toEqual([name, expect.closeTo(expected[name as "recall"], 12)]);
  }
});

test("recall's standard error is the jackknife's", () => {
  const { recall } = precisionAndRecall(rows("f", fake.slice(0, 40)), rows("r", real));
  expect(recall.standardError).toBeCloseTo(reference.errors.recall, 12);
});

test("the length of features does not matter, their direction does", () => {
  const longer = (values: number[][]) => values.map((row) => row.map((value) => value * 256));
  const near = precisionAndRecall(rows("f", fake), rows("r", real));
  const scaled = precisionAndRecall(rows("f", longer(fake)), rows("r", real));
  expect(scaled.precision.value).toBe(near.precision.value);
  expect(scaled.recall.value).toBe(near.recall.value);
  const idle = rows("f", [...fake.slice(1), fake[0]!.map(() => 0)]);
  expect(precisionAndRecall(idle, rows("r", real)).precision.value).toBeGreaterThan(0);
});

test("copies of the reference are precise; one image over and over covers nothing else", () => {
  const copies = precisionAndRecall(rows("f", real), rows("r", real));
  expect(copies.precision.value).toBe(1);
  expect(copies.recall.value).toBe(1);
  const same = rows(
    "f",
    real.map(() => real[0]!),
  );
  const collapsed = precisionAndRecall(same, rows("r", real));
  expect(collapsed.precision.value).toBe(1);
  expect(collapsed.recall.value).toBeLessThanOrEqual(1 / real.length);
  expect(densityAndCoverage(same, rows("r", real)).coverage.value).toBeLessThan(0.4);
});

test("radii of more rows than fit at once, and no tensor left behind", () => {
  const values = Array.from({ length: 5000 }, (_, i) =>
    Array.from({ length: 6 }, (_, j) => Math.fround(Math.sin((i + 1) * (j + 2) * 1.7))),
  );
  const before = tf.memory().numTensors;
  const radii = squaredRadii(rows("many", values), 2);
  const unit = values.map((row) => row.map((value) => value / Math.hypot(...row)));
  for (const i of [0, 2500, 4999]) {
    const squares = unit.map((row) => row.reduce((sum, x, j) => sum + (x - unit[i]![j]!) ** 2, 0));
    expect(Math.abs(radii[i]! - squares.sort((a, b) => a - b)[2]!)).toBeLessThan(1e-6);
  }
  precisionAndRecall(rows("f", fake), rows("r", real));
  expect(tf.memory().numTensors).toBe(before);
});

test("memory for tensors does not grow with the number of rows", async () => {
  const many = (count: number) =>
    new Features({
      ...{ extractor: "test features", source: "many", count, size: 6 },
      values: Float32Array.from({ length: count * 6 }, (_, i) => Math.sin(i * i)),
    });
  const peakOf = async (count: number) => {
    const before = tf.memory().numTensors;
    const { peakBytes } = await tf.profile(() => {
      precisionAndRecall(many(count), many(count));
      return tf.scalar(0);
    });
    expect(tf.memory().numTensors).toBe(before + 1);
    return peakBytes;
  };
  const bytes = await peakOf(5000);
  expect(await peakOf(10_000)).toBeLessThan(bytes + 1000);
  expect(bytes).toBeLessThan(30e6); // 12 MiB of distances, seen twice, and their factors
});

test("a neighbor that there is not is refused", () => {
  for (const neighbors of [0, 45, 1.5]) {
    expect(() => densityAndCoverage(rows("f", fake), rows("r", real), { neighbors })).toThrow(
      `The number of neighbors is expected to be an integer from 1 to 44, the other images of r, but is ${neighbors}`,
    );
  }
});
