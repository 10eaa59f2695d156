import { describe, expect, test } from "vitest";
import { gridOfGaussians, ringOfGaussians, type GaussianMixture } from "../../src/data/index.js";

/** Mean and standard deviation of each mode's points, x and y. */
function statistics(mixture: GaussianMixture) {
  return mixture.centers.map((_, mode) => {
    const of = (axis: number) =>
      [...mixture.labels].flatMap((label, i) =>
        label === mode ? [mixture.pixels[2 * i + axis]!] : [],
      );
    return [0, 1].map((axis) => {
      const values = of(axis);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return { count: values.length, mean, std: Math.sqrt(square / values.length) };
    });
  });
}

describe.each([
  ["ring", await ringOfGaussians({ count: 40_000, seed: 3 }), 8, 0.007],
  ["grid", await gridOfGaussians({ count: 40_000, seed: 3 }), 25, 0.01],
  ["large ring", await ringOfGaussians({ count: 40_000, modes: 3, radius: 0.4, std: 0.1 }), 3, 0.1],
])("a %s of Gaussians", (_, mixture, modes, std) => {
  test("has modes of the same weight, with the centers and the std that it says", () => {
    expect(mixture.centers).toHaveLength(modes);
    expect(mixture.classes).toHaveLength(modes);
    expect(mixture.std).toBeCloseTo(std, 12);
    const [n, p] = [40_000, 1 / modes];
    statistics(mixture).forEach((axes, mode) =>
      axes.forEach((found, axis) => {
        // five standard errors
        expect(Math.abs(found.count - n * p)).toBeLessThan(5 * Math.sqrt(n * p * (1 - p)));
        const error = std / Math.sqrt(found.count);
        expect(Math.abs(found.mean - mixture.centers[mode]![axis]!)).toBeLessThan(5 * error);
        expect(Math.abs(found.std - std)).toBeLessThan((5 * error) / Math.SQRT2);
      }),
    );
  });

  test("lies in [-1, 1] and is made of images of one pixel", () => {
    expect(Math.max(...mixture.pixels.map(Math.abs))).toBeLessThanOrEqual(1);
    const images = mixture.images([0, 1]);
    expect(images.shape).toEqual([2, 1, 1, 2]);
    expect([...images.dataSync()]).toEqual([...mixture.pixels.subarray(0, 4)]);
    images.dispose();
  });
});

describe("a mixture", () => {
  test("has its centers where the papers have them, in another scale", async () => {
    const ring = await ringOfGaussians();
    expect(ring.size).toBe(20_000);
    expect(ring.centers[2]![0]).toBeCloseTo(0, 12);
    expect(ring.centers[2]![1]).toBeCloseTo(0.7, 12);
    expect(ring.std / ring.centers[0]![0]).toBeCloseTo(0.02 / 2, 12);
    const grid = await gridOfGaussians();
    expect(grid.centers[0]).toEqual([-0.8, -0.8]);
    expect(grid.centers[1]![0]).toBeCloseTo(-0.4, 12);
    expect(grid.std / 0.8).toBeCloseTo(0.05 / 4, 12);
  });

  test("is fixed by its seed", async () => {
    const points = async (seed: number) => [...(await ringOfGaussians({ count: 50, seed })).pixels];
    expect(await points(1)).toEqual(await points(1));
    expect(await points(1)).not.toEqual(await points(2));
  });

  test("that leaves [-1, 1] is refused", async () => {
    await expect(ringOfGaussians({ radius: 0.9, std: 0.1 })).rejects.toThrow(
      "radius + 6 · std is expected to be at most 1, so that all points lie in [-1, 1], but radius is 0.9 and std 0.1",
    );
    await expect(gridOfGaussians({ reach: 1 })).rejects.toThrow("reach is 1");
    await expect(ringOfGaussians({ std: 0 })).rejects.toThrow("std 0");
    await expect(ringOfGaussians({ modes: 0 })).rejects.toThrow("positive integer but is 0");
    await expect(gridOfGaussians({ side: 17 })).rejects.toThrow("at most 256 modes but has 289");
    await expect(gridOfGaussians({ side: 1 })).rejects.toThrow("at least 2");
    await expect(ringOfGaussians({ count: 0.5 })).rejects.toThrow("number of points");
    await expect(ringOfGaussians({ seed: -1 })).rejects.toThrow("A seed is expected");
  });
});
