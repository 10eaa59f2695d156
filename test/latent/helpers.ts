import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import type { LatentModel } from "../../src/models/index.js";
import { randomNormal } from "../../src/tensor/index.js";

/** The numbers that latent.reference.py wrote. */
export const reference = JSON.parse(
  readFileSync(new URL("./latent.reference.json", import.meta.url), "utf8"),
) as {
  arcs: { a: number[]; b: number[]; t: number[]; path: number[][] }[];
  sefa: { weights: number[][]; directions: number[][]; strengths: number[] };
  truncated: { threshold: number; variance: number }[];
  ranks: { first: number[]; second: number[]; share: number; z: number };
};

/** A model whose image is its latent vector, one pixel a number, so that a test sees latents. */
export function mirror<Latent extends number>(latent: Latent): LatentModel<Latent> {
  return {
    latent,
    image: [1, latent, 1],
    latents: (count, { seed = 0 } = {}) => randomNormal<tf.Rank.R2>([count, latent], { seed }),
    decode: (z) => z.reshape([-1, 1, latent, 1]),
  };
}

/** The values of a tensor, which it disposes. */
export function values(tensor: tf.Tensor): number[] {
  const read = [...tensor.dataSync()];
  tensor.dispose();
  return read;
}

export function expectNear(found: ArrayLike<number>, expected: readonly number[], by = 1e-5): void {
  expect(found.length).toBe(expected.length);
  const worst = Math.max(...expected.map((e, i) => Math.abs(e - found[i]!)));
  expect(worst).toBeLessThan(by); // NaN is not less
}

/** Expects that `f` leaves as many tensors as it found, once its result is disposed. */
export function expectNoLeak(f: () => tf.TensorContainer | void): void {
  const before = tf.memory().numTensors;
  tf.dispose(f());
  expect(tf.memory().numTensors).toBe(before);
}
