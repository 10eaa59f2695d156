import { describe, expect, test } from "vitest";
import {
  backendName,
  deriveSeed,
  randomNormal,
  randomUniform,
  ready,
} from "../../src/tensor/index.js";

await ready();
const native = backendName() === "tensorflow";

/** Takes a tensor's values and frees it. */
function values(tensor: ReturnType<typeof randomNormal>): number[] {
  const numbers = [...tensor.dataSync()];
  tensor.dispose();
  return numbers;
}

describe("random numbers keyed by seed and step", () => {
  // Drawn by TensorFlow in Python: random.reference.py.
  test.runIf(native).each([
    [7, 3, [0.1167784258723259, -0.15197691321372986], [0.9818005561828613, 0.3957263231277466]],
    [7, 4, [-0.16264815628528595, -1.3522857427597046], [0.39551544189453125, 0.5190510749816895]],
    [
      4294967295,
      0,
      [0.474433571100235, -0.38325369358062744],
      [0.8302857875823975, 0.35814368724823],
    ],
  ])("are TensorFlow's for seed %i, step %i", (seed, step, normal, uniform) => {
    expect(values(randomNormal([4], { seed, step })).slice(0, 2)).toEqual(normal);
    expect(values(randomUniform([4], { seed, step })).slice(0, 2)).toEqual(uniform);
  });

  test("are the same for the same key, others for another seed or step", () => {
    const draw = (seed: number, step: number) => values(randomNormal([3, 4], { seed, step }));
    expect(draw(7, 1)).toEqual(draw(7, 1));
    expect(draw(7, 1)).not.toEqual(draw(7, 2));
    expect(draw(7, 1)).not.toEqual(draw(8, 1));
  });

  test("have the distribution's moments", () => {
    const count = 100_000;
    const moments = (numbers: number[]) => {
      const mean = numbers.reduce((sum, x) => sum + x, 0) / count;
      return [mean, numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count] as const;
    };
    const [normalMean, normalVariance] = moments(values(randomNormal([count], { seed: 1 })));
    expect(Math.abs(normalMean)).toBeLessThan(0.015); // five standard errors
    expect(Math.abs(normalVariance - 1)).toBeLessThan(0.025);
    const uniform = values(randomUniform([count], { seed: 1 }));
    const [uniformMean, uniformVariance] = moments(uniform);
    expect(Math.abs(uniformMean - 0.5)).toBeLessThan(0.005);
    expect(Math.abs(uniformVariance - 1 / 12)).toBeLessThan(0.002);
    expect(uniform.every((u) => u >= 0 && u < 1)).toBe(true);
  });

  test("refuse a seed that is no unsigned 32-bit integer, in one sentence", () => {
    for (const seed of [-1, 0.5, 2 ** 32, NaN]) {
      expect(() => randomNormal([1], { seed })).toThrow(
        `A seed is expected to be an integer from 0 to 4294967295 but is ${seed}; pass for example 7.`,
      );
    }
  });

  test("derived seeds differ by purpose and stay in range", () => {
    const purposes = ["latent", "data", "epoch 0", "epoch 1", "weights"];
    const derived = purposes.map((purpose) => deriveSeed(7, purpose));
    expect(new Set(derived).size).toBe(purposes.length);
    for (const seed of derived) expect(seed >>> 0).toBe(seed);
    expect(deriveSeed(7, "latent")).toBe(derived[0]);
    expect(deriveSeed(8, "latent")).not.toBe(derived[0]);
  });
});
