import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { kernelDistance } from "../../src/metrics/index.js";
import { reference, rows } from "./reference.js";

const [{ fake, real }] = reference.features as [(typeof reference.features)[0]];

test("the kernel distance of one block is the unbiased estimate by NumPy", () => {
  const before = tf.memory().numTensors;
  const score = kernelDistance(rows("fake", fake.slice(0, 45)), rows("real", real), { block: 45 });
  expect(score.value).toBeCloseTo(reference.kernel, 5);
  expect(score.standardError).toBe(0); // unknown: there is one block
  expect(tf.memory().numTensors).toBe(before);
});

test.each(reference.narrow)("of features that differ by little, $name", (given) => {
  const [samples, images] = [rows("fake", given.fake.slice(0, 45)), rows("real", given.real)];
  const { value } = kernelDistance(samples, images, { block: 45 });
  expect(Math.abs(value - given.kernel)).toBeLessThan(1e-5 * Math.abs(given.kernel));
});

test("of several blocks it is their mean, and the error that of a mean", () => {
  const score = kernelDistance(rows("fake", fake), rows("real", real), { block: 9, seed: 3 });
  // Any five blocks estimate the same number.
  expect(Math.abs(score.value - reference.kernel)).toBeLessThan(3 * score.standardError);
  expect(score.standardError).toBeGreaterThan(0);
  const other = kernelDistance(rows("fake", fake), rows("real", real), { block: 9, seed: 4 });
  expect(other.value).not.toBe(score.value);
  const again = kernelDistance(rows("fake", fake), rows("real", real), { block: 9, seed: 3 });
  expect(again.value).toBe(score.value);
});

test("a block that does not fit is refused", () => {
  for (const block of [1, 46, 2.5, NaN]) {
    expect(() => kernelDistance(rows("fake", fake), rows("real", real), { block })).toThrow(
      `A block is expected to be an integer from 2 to 45, the number of images, but is ${block}`,
    );
  }
});
