import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { modesOf } from "../../src/metrics/index.js";
import { randomNormal } from "../../src/tensor/index.js";

const centers = [
  [-1, 0],
  [1, 0],
  [0, 1],
  [0, -1],
] as const;
const mixture = { centers, std: 0.1 };

test("counts by hand: near, too far, two modes lost", () => {
  const points = tf.tensor2d([-1, 0.29, -1, 0, -0.8, 0, 1, 0, 0.5, 0.5, 1, 0.31], [6, 2]);
  const modes = modesOf(points, mixture);
  expect(modes.counts).toEqual([3, 1, 0, 0]);
  expect(modes.recovered).toBe(2);
  expect(modes.highQuality).toBeCloseTo(4 / 6, 12);
  expect(modes.divergence).toBeCloseTo(0.75 * Math.log(3) + 0.25 * Math.log(1), 12);
  expect(modesOf(points, { ...mixture, minimum: 2 }).recovered).toBe(1);
  const images = points.reshape<tf.Tensor4D>([6, 1, 1, 2]);
  expect(modesOf(images, mixture)).toEqual(modes);
  expect(String(modes)).toBe(
    "2 of 4 modes recovered, 66.7 % of 6 samples of high quality, divergence from equal shares 0.824 nats",
  );
  tf.dispose([points, images]);
});

test("the mixture itself: all modes, 98.9 % of high quality, equal shares", () => {
  const points = tf.tidy(() => {
    const noise = randomNormal<tf.Rank.R2>([40_000, 2], { seed: 7 }).mul(0.1);
    return noise.add(tf.tile(tf.tensor2d(centers.flat(), [4, 2]), [10_000, 1])) as tf.Tensor2D;
  });
  const modes = modesOf(points, mixture);
  points.dispose();
  expect(modes.recovered).toBe(4);
  expect(Math.abs(modes.highQuality - (1 - Math.exp(-4.5)))).toBeLessThan(0.002);
  expect(modes.divergence).toBeLessThan(1e-4);
});

test("no sample of high quality, and input that makes no sense", () => {
  const far = tf.fill<tf.Rank.R2>([5, 2], 9);
  const modes = modesOf(far, mixture);
  expect([modes.recovered, modes.highQuality, modes.divergence]).toEqual([0, 0, NaN]);
  expect(() => modesOf(far, { centers: [], std: 0.1 })).toThrow("expected to have centers");
  expect(() => modesOf(far, { centers, std: 0 })).toThrow("the std 0");
  expect(() => modesOf(far, { ...mixture, minimum: 0 })).toThrow("positive integer");
  const images = tf.zeros<tf.Rank.R4>([2, 2, 2, 1]);
  expect(() => modesOf(images, mixture)).toThrow("[n, 1, 1, 2] but are [2, 2, 2, 1]");
  const nan = tf.fill<tf.Rank.R2>([5, 2], NaN);
  expect(modesOf(nan, mixture).highQuality).toBe(0);
  tf.dispose([far, images, nan]);
});
