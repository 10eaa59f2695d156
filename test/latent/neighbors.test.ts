import * as tf from "@tensorflow/tfjs";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { Dataset, mnist } from "../../src/data/index.js";
import { DISPLAY } from "../../src/display/index.js";
import { DataCopying, dataCopying, nearestNeighbors } from "../../src/latent/index.js";
import { randomNormal, randomUniformInt, ready } from "../../src/tensor/index.js";
import { expectNoLeak, reference } from "./helpers.js";

await ready();

/** Images of random bytes. */
function noise(size: number, seed: number, image = [3, 2, 1] as const) {
  const count = size * image[0] * image[1] * image[2];
  const drawn = randomUniformInt<tf.Rank.R1>([count], 0, 256, { seed });
  const pixels = Uint8Array.from(drawn.dataSync());
  drawn.dispose();
  const labels = new Uint8Array(size);
  return new Dataset({ name: `noise ${seed}`, image, pixels, labels, classes: ["noise"] });
}

/** The neighbors of an image by the plainest code: all distances, sorted. */
function byHand(image: number[], pixels: Uint8Array, k: number) {
  const size = image.length;
  const all = Array.from({ length: pixels.length / size }, (_, index) => {
    const squares = image.map((x, i) => (x - (pixels[index * size + i]! / 127.5 - 1)) ** 2);
    return { index, distance: Math.sqrt(squares.reduce((a, b) => a + b, 0)) };
  });
  return all.sort((a, b) => a.distance - b.distance).slice(0, k);
}

describe("nearestNeighbors", () => {
  test("finds what the plainest code finds, over several blocks of both", () => {
    const train = noise(4500, 1); // three blocks
    const images = noise(600, 2).images(); // two
    const { indices, distances } = nearestNeighbors(images, train, { k: 3 });
    expect([indices.length, distances.length]).toEqual([600, 600]);
    for (const i of [0, 1, 250, 499, 500, 599]) {
      const image = [...images.slice([i], [1]).dataSync()];
      const expected = byHand(image, train.pixels as Uint8Array, 3);
      expect(indices[i]).toEqual(expected.map(({ index }) => index));
      distances[i]!.forEach((distance, j) => {
        expect(distance).toBeCloseTo(expected[j]!.distance, 5);
      });
    }
  });

  test("finds a copy at a distance of exactly nothing", async () => {
    const digits = (await mnist({ split: "test" })).take(3000);
    const images = digits.images([2345, 7]);
    const { indices, distances } = nearestNeighbors(images, digits, { k: 2 });
    expect(indices.map(([first]) => first)).toEqual([2345, 7]);
    expect(distances.map(([first]) => first)).toEqual([0, 0]);
    expect(distances[0]![1]).toBeGreaterThan(1);
  });

  test("finds those of images that differ by little", () => {
    // All pixels are 200 to 203: the images differ by a hundredth of their length.
    const train = noise(300, 4, [4, 4, 1] as never);
    const narrow = new Dataset({ ...train, pixels: train.pixels.map((byte) => 200 + (byte % 4)) });
    const bright = (images: tf.Tensor4D) => images.mul(0.001).add(1); // now by a hundred-thousandth
    const images = narrow.images(Array.from({ length: 20 }, (_, i) => i)); // the set's own
    const { indices } = nearestNeighbors(images, narrow, { k: 4, extractor: bright });
    const exact = nearestNeighbors(images, narrow, { k: 4 });
    expect(indices.map(([first]) => first)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    const farthest = (rows: readonly (readonly number[])[]) =>
      rows.map((row, i) => {
        const image = [...images.slice([i], [1]).dataSync()];
        const all = byHand(image, narrow.pixels as Uint8Array, 300);
        return all.find(({ index }) => index === row[3])!.distance;
      });
    const expected = farthest(exact.indices);
    farthest(indices).forEach((distance, i) => expect(distance).toBeCloseTo(expected[i]!, 5));
  });

  test("compares by features where an extractor is given", () => {
    // The feature is the mean: the image of one level finds that of the nearest mean.
    const pixels = Uint8Array.of(0, 254, 100, 100, 0, 0);
    const labels = new Uint8Array(3);
    const train = new Dataset({
      name: "pairs",
      image: [1, 2, 1] as const,
      pixels,
      labels,
      classes: [""],
    });
    const images = tf.tensor4d([0, 0], [1, 1, 2, 1]);
    const extractor = (x: tf.Tensor4D) => x.mean([1, 2, 3]);
    expect(nearestNeighbors(images, train, { k: 1 }).indices).toEqual([[1]]);
    expect(nearestNeighbors(images, train, { k: 1, extractor }).indices).toEqual([[0]]);
    const bad = () => tf.zeros([7, 2]);
    expect(() => nearestNeighbors(images, train, { extractor: bad })).toThrow(
      "An extractor is expected to return features [1, ...] but returned [7, 2]",
    );
  });

  test("takes fewer neighbors than blocks, one image, and all of a small data set", () => {
    const train = noise(3, 1);
    const image = train.images([1]);
    const { indices, grid } = nearestNeighbors(image, train);
    expect(indices[0]![0]).toBe(1);
    expect([...indices[0]!].sort((a, b) => a - b)).toEqual([0, 1, 2]);
    expect(String(grid)).toBe("4 images of 3×2×1 in 4 columns");
  });

  test("shows the nearest on top, at most ten, and leaves no tensor behind", () => {
    const train = noise(50, 1);
    const images = tf.concat([noise(14, 2).images(), train.images([9])]) as tf.Tensor4D;
    const before = tf.memory().numTensors;
    const result = nearestNeighbors(images, train, { k: 2 });
    expect(tf.memory().numTensors).toBe(before);
    expect(inspect(result)).toMatch(
      /^15 images and the nearest of noise 1: distance 0 to [\d.]+, median/,
    );
    expect(String(result.grid)).toBe("30 images of 3×2×1 in 3 columns");
    expect(result[DISPLAY]()["image/png"]).toMatch(/^iVBOR/);
  });

  test("says what is wrong", () => {
    const train = noise(4, 1);
    const images = train.images();
    for (const k of [0, 5, 1.5]) {
      expect(() => nearestNeighbors(images, train, { k })).toThrow(
        "k is expected to be an integer from 1 to 4, the size of noise 1, but is",
      );
    }
    const other = tf.zeros<tf.Rank.R4>([2, 4, 4, 1]);
    expect(() => nearestNeighbors(other, train)).toThrow(
      "Images to find neighbors of are expected as [n, 3, 2, 1] but are [2, 4, 4, 1]",
    );
    const none = tf.zeros<tf.Rank.R4>([0, 3, 2, 1]);
    expect(() => nearestNeighbors(none, train)).toThrow("at least one");
  });
});

describe("dataCopying", () => {
  test("is SciPy's rank test, ties counted by half", () => {
    const { first, second, share, z } = reference.ranks;
    const copying = new DataCopying(Float32Array.from(first), Float32Array.from(second));
    expect(copying.share).toBeCloseTo(share, 6);
    expect(copying.z).toBeCloseTo(z, 6);
  });

  test("recognizes copies, fresh images, and noise", async () => {
    const all = await mnist({ split: "test" });
    const part = (start: number, size: number) =>
      all.pick(Array.from({ length: size }, (_, i) => start + 10 * i));
    const [train, test, fresh] = [part(0, 600), part(1, 300), part(2, 300)];
    const copies = tf.tidy(() => {
      const images = train.images(Array.from({ length: 300 }, (_, i) => i));
      const noisy = images.add<tf.Tensor4D>(randomNormal(images.shape, { seed: 1 }).mul(0.05));
      return noisy.clipByValue(-1, 1) as tf.Tensor4D;
    });
    expectNoLeak(() => void dataCopying(copies, { train, test }));
    const copied = dataCopying(copies, { train, test });
    expect(copied.share).toBeGreaterThan(0.95);
    expect(copied.z).toBeLessThan(-15);
    expect(String(copied)).toMatch(/^samples copy training images: .* \(300 samples, 300 test/);
    const honest = dataCopying(fresh.images(), { train, test });
    expect(Math.abs(honest.share - 0.5)).toBeLessThan(0.08);
    expect(String(honest)).toMatch(/^no sign of copying/);
    const poor = dataCopying(tf.ones([50, 28, 28, 1]), { train, test });
    expect(poor.z).toBeGreaterThan(3);
    expect(String(poor)).toMatch(/^samples are farther from/);
    expect(Object.keys(await copied[DISPLAY]())).toContain("image/png");
  });

  test("says what is wrong", () => {
    const samples = tf.zeros<tf.Rank.R4>([2, 4, 4, 1]);
    const options = { train: noise(4, 1), test: noise(4, 2) };
    expect(() => dataCopying(samples, options)).toThrow("Samples are expected as [n, 3, 2, 1]");
  });
});
