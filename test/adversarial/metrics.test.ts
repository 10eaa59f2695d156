import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { meanOutput, METRICS, relativeStd } from "../../src/adversarial/metrics.js";
import { mlpGan } from "../../src/gan/index.js";
import { hinge, leastSquares, nonSaturating, wasserstein } from "../../src/losses/index.js";
import { ready } from "../../src/tensor/index.js";
import { bars, runStep, sizes, training } from "../gan/support.js";

await ready();
const number = (compute: () => tf.Tensor) => tf.tidy(() => compute().dataSync()[0]!);

describe("the mean output", () => {
  const logits = [0, Math.log(3), -Math.log(3), Math.log(9)]; // odds 1, 3, 1/3 and 9

  test("is the mean probability for a loss of probabilities", () => {
    const value = number(() => meanOutput(nonSaturating, tf.tensor2d(logits, [4, 1])));
    expect(value).toBeCloseTo((1 / 2 + 3 / 4 + 1 / 4 + 9 / 10) / 4, 6);
  });

  test.each([wasserstein, hinge, leastSquares])("is the mean score for $name", (loss) => {
    const patches = number(() => meanOutput(loss, tf.tensor4d([1, 2, -6, 5], [1, 2, 2, 1])));
    expect(patches).toBe(0.5);
  });
});

describe("the relative std", () => {
  /** Two images of two pixels with the given distances between the images: the stds are half of them. */
  const pair = (first: number, second: number) =>
    tf.tensor4d([0.1, 0.2, 0.1 + first, 0.2 + second], [2, 1, 2, 1]);

  test("is the ratio of the stds over the batch, averaged over the pixels", () => {
    expect(number(() => relativeStd(pair(0.2, 0.6), pair(1, 0.6)))).toBeCloseTo(0.5, 5);
    expect(number(() => relativeStd(pair(4, 0), pair(2, 0)))).toBeCloseTo(2, 5);
  });

  test("averages stds and not variances", () => {
    // (0 + 0.4) / 2 to (0.2 + 0.2) / 2; the variances would give 2.
    expect(number(() => relativeStd(pair(0, 0.8), pair(0.4, 0.4)))).toBeCloseTo(1, 5);
  });

  test("is 0 for equal samples, 1 for equal images on both sides, and finite always", () => {
    expect(number(() => relativeStd(pair(0, 0), pair(1, 1)))).toBeCloseTo(0, 5);
    expect(number(() => relativeStd(pair(0, 0), pair(0, 0)))).toBe(1);
    expect(number(() => relativeStd(pair(1, 1), pair(0, 0)))).toBeCloseTo(0.5 / 1e-6 + 1, -1);
  });
});

test("the names of metrics are those that a GAN's step reports", () => {
  const model = mlpGan({ ...sizes, generatorUnits: [4], discriminatorUnits: [4] });
  const run = training(model);
  expect(Object.keys(runStep(run, 1)).sort()).toEqual(Object.values(METRICS).sort());
  expect(bars.size).toBeGreaterThan(0);
  run.release();
  model.dispose();
});
