import { describe, expect, test } from "vitest";
import { batches, Dataset } from "../../src/data/index.js";
import { permutation } from "../../src/data/shuffle.js";
import { ready } from "../../src/tensor/index.js";

await ready();
const dataset = new Dataset({
  name: "dots",
  image: [1, 2, 1],
  pixels: Uint8Array.of(0, 255, 51, 204, 102, 153),
  labels: Uint8Array.of(0, 1, 0),
  classes: ["left", "right"],
});

describe("Dataset", () => {
  test("gives images in [-1, 1], in the order asked for", () => {
    const images = dataset.images([2, 0]);
    expect(images.shape).toEqual([2, 1, 2, 1]);
    const values = [...images.dataSync()];
    [-0.2, 0.2, -1, 1].forEach((expected, i) => expect(values[i]).toBeCloseTo(expected, 6));
    images.dispose();
  });

  test("picks images with their labels", () => {
    const picked = dataset.pick([1, 2]);
    expect([...picked.labels]).toEqual([1, 0]);
    expect([...picked.pixels]).toEqual([51, 204, 102, 153]);
    expect(dataset.take(2).size).toBe(2);
    expect(dataset.take(9).size).toBe(3);
  });

  test("refuses indices out of range and labels that do not fit", () => {
    expect(() => dataset.images([3])).toThrow("dots has images 0 to 2 but image 3 was asked for");
    expect(() => dataset.pick([-1])).toThrow("image -1");
    expect(() => new Dataset({ ...dataset, labels: Uint8Array.of(0) })).toThrow(
      "is expected to hold 2 bytes (1 images of 1x2x1) but holds 6",
    );
  });
});

describe("batches", () => {
  test("see every image once an epoch, in another order each epoch", () => {
    const batchOf = batches(60, { batch: 12, seed: 3 });
    const epoch = (n: number) =>
      Array.from({ length: 5 }, (_, i) => [...batchOf(5 * n + i)]).flat();
    const sorted = (numbers: number[]) => numbers.sort((a, b) => a - b);
    const [first, second] = [epoch(0), epoch(1)];
    expect(first).not.toEqual(second);
    expect(sorted(first)).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(sorted(second)).toEqual(Array.from({ length: 60 }, (_, i) => i));
  });

  test("depend on the step alone", () => {
    const forwards = batches(100, { batch: 7, seed: 3 });
    for (let step = 0; step < 40; step++) forwards(step);
    const fresh = batches(100, { batch: 7, seed: 3 });
    expect([...fresh(39)]).toEqual([...forwards(39)]);
    expect([...fresh(2)]).toEqual([...forwards(2)]);
    expect([...batches(100, { batch: 7, seed: 4 })(2)]).not.toEqual([...fresh(2)]);
  });

  test.each([0, -1, 1.5, 101, NaN])("refuse a batch of %d images out of 100", (batch) => {
    expect(() => batches(100, { batch, seed: 0 })).toThrow(
      `batch is expected to be an integer from 1 to 100, the number of images, but is ${batch}`,
    );
  });
});

test("a permutation is fair", () => {
  // 6 orders of 3 things, 6,000 seeds: each order is expected 1,000 times, give or take 5 sigma.
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const order = permutation(3, (seed * 2654435761) % 4294967296).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
});
