import { runInNewContext } from "node:vm";
import * as tf from "@tensorflow/tfjs";
import { createCanvas, loadImage } from "canvas";
import { describe, expect, test } from "vitest";
import { batches, Dataset } from "../../src/data/index.js";
import { permutation } from "../../src/data/shuffle.js";
import { DISPLAY } from "../../src/display/index.js";
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
  test("takes floats that rounding has put a little outside of [-1, 1]", () => {
    const scaled = Float32Array.from([0, 255], (byte) => (byte - 127.5) * 0.007843138); // 1.0000001
    expect(Math.max(...scaled)).toBeGreaterThan(1);
    const parts = { name: "scaled", image: [1, 1, 1], labels: [0, 0], classes: ["a"] } as const;
    expect(new Dataset({ ...parts, pixels: scaled }).pixels).toEqual(scaled);
  });

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

  test("refuses labels that no class has, shapes that are none and floats out of range", () => {
    expect(() => new Dataset({ ...dataset, labels: Uint8Array.of(0, 1, 2) })).toThrow(
      "dots is expected to have labels from 0 to 1 (its classes are left, right) but image 2 has the " +
        "label 2; name all classes or correct the label.",
    );
    expect(() => new Dataset({ ...dataset, classes: [] })).toThrow("image 0 has the label 0");
    expect(() => new Dataset({ ...dataset, image: [1.5, 2, 1] })).toThrow("in positive integers");
    const floats = (...values: number[]) =>
      new Dataset({ ...dataset, labels: Uint8Array.of(0, 1), pixels: Float32Array.of(...values) });
    expect(() => floats(0, 1, -1, 1.5)).toThrow(
      "dots is expected to hold floats in [-1, 1] but holds 1.5 in image 1; scale the pixels",
    );
    expect(() => floats(0, NaN, -1, 1)).toThrow("holds NaN in image 0");
    expect(() => floats(0, 1)).toThrow("is expected to hold 4 floats (2 images of 1x2x1)");
    const images = floats(0, 0.25, -1, 1).images([1, 0]);
    expect([...images.dataSync()]).toEqual([-1, 1, 0, 0.25]);
    images.dispose();
  });

  describe("from JavaScript, where types do not tell", () => {
    const of = (parts: object) =>
      new Dataset({ ...dataset, labels: Uint8Array.of(0, 1), ...parts });
    const values = [0, 0.25, -1, 1];

    test("floats of 64 bits and clamped bytes are what they say", () => {
      const images = of({ pixels: Float64Array.from(values) }).images();
      expect([...images.dataSync()]).toEqual(values);
      images.dispose();
      const wide = () => of({ pixels: Float64Array.of(0, 1, -1, 255) });
      expect(wide).toThrow("floats in [-1, 1] but holds 255 in image 1");
      const bytes = Uint8ClampedArray.of(9, 0, 255, 51, 204, 9).subarray(1, 5);
      expect(of({ pixels: bytes }).pixels).toEqual(Uint8Array.of(0, 255, 51, 204));
      const elsewhere = runInNewContext("Float32Array.of(0, 0.25, -1, 1)") as Float32Array;
      expect(of({ pixels: elsewhere }).pick([1]).pixels).toEqual(Float32Array.of(-1, 1));
    });

    test.each<[string, unknown]>([
      ["Int8Array", Int8Array.of(0, 127, -128, 1)],
      ["Uint16Array", Uint16Array.of(0, 255, 300, 1)],
      ["Int32Array", Int32Array.of(0, 255, -1, 1)],
      ["BigInt64Array", BigInt64Array.of(0n, 1n, 2n, 3n)],
      ["Array", [0, 1, 2, 3]],
      ["ArrayBuffer", new ArrayBuffer(4)],
      ["Undefined", undefined],
    ])("pixels of another kind are refused: %s", (kind, pixels) => {
      expect(() => of({ pixels })).toThrow(
        `pixels of dots is expected to be a Uint8Array (0..255) or a Float32Array (in [-1, 1]) but is of the kind ${kind}; copy`,
      );
    });

    test.each([0.5, NaN, -1, 2, "1", 0n])("a label of %s is refused", (label) => {
      const pixels = Uint8Array.of(0, 1, 2, 3);
      expect(() => of({ pixels, labels: [0, label] })).toThrow(
        `image 1 has the label ${typeof label === "string" ? `"${label}"` : label}; name all classes or correct the label.`,
      );
    });

    test("labels of other kinds become bytes, as many as fit", () => {
      const pixels = Uint8Array.of(0, 1, 2, 3);
      for (const labels of [[0, 1], Int32Array.of(0, 1), Float64Array.of(0, 1)]) {
        expect(of({ pixels, labels }).pick([1, 0]).labels).toEqual(Uint8Array.of(1, 0));
      }
      expect(() => of({ pixels, labels: undefined })).toThrow(
        "labels of dots is expected to be a list with the class of each image but is undefined",
      );
      const classes = Array.from({ length: 301 }, (_, i) => `${i}`);
      expect(() => of({ pixels, labels: Uint16Array.of(0, 300), classes })).toThrow(
        "classes of dots is expected to be at most 256 names but is 301; join classes.",
      );
    });
  });

  test("gives all images without indices, and frees nothing of the caller's", () => {
    const before = tf.memory().numTensors;
    const images = dataset.images();
    expect(images.shape).toEqual([3, 1, 2, 1]);
    expect(tf.memory().numTensors).toBe(before + 1);
    for (const indices of [new Set([0, 2]), Uint32Array.of(0, 2), Int32Array.of(0, 2)]) {
      const some = dataset.images(indices);
      expect(some.shape[0]).toBe(2);
      some.dispose();
    }
    images.dispose();
  });

  const many = new Dataset({
    name: "many",
    image: [1, 1, 1],
    pixels: Uint8Array.from({ length: 100 }, (_, i) => i),
    labels: Uint8Array.from({ length: 100 }, (_, i) => i % 3),
    classes: ["a", "b", "c"],
  });
  const sorted = (pixels: Iterable<number>) => [...pixels].sort((a, b) => a - b);

  test("is split at random into parts that have nothing in common", () => {
    const [train, validation] = many.split(0.8, { seed: 5 });
    expect([train.size, validation.size]).toEqual([80, 20]);
    expect([train.name, validation.name]).toEqual(["many (80 %)", "many (other 20 %)"]);
    expect(sorted([...train.pixels, ...validation.pixels])).toEqual([...many.pixels]);
    expect(sorted(train.pixels)).not.toEqual([...many.pixels.subarray(0, 80)]);
    expect(many.split(0.8, { seed: 5 })[1].pixels).toEqual(validation.pixels);
    expect(many.split(0.8, { seed: 6 })[1].pixels).not.toEqual(validation.pixels);
    train.labels.forEach((label, i) => expect(label).toBe(train.pixels[i]! % 3));
    for (const share of [0, 1, -1, 0.001, NaN]) {
      expect(() => many.split(share)).toThrow(
        `on both sides but is ${share}; pass for example 0.9`,
      );
    }
  });

  test("has a checksum of all of its pixels and labels, and of their meaning", () => {
    const parts = {
      name: "noise",
      image: [100, 100, 1] as const,
      pixels: new Uint8Array(30 * 100 * 100).map((_, i) => (i * 7919) >> 3),
      labels: new Uint8Array(30),
      classes: ["a", "b"],
    };
    const changed = parts.pixels.slice();
    changed[150_000]! ^= 1; // far from both ends
    const label = parts.labels.slice();
    label[15] = 1;
    const checksums = [
      parts,
      { ...parts, pixels: changed },
      { ...parts, labels: label },
      { ...parts, image: [50, 200, 1] as const },
      { ...parts, classes: ["a", "b", "c"] },
      { ...parts, pixels: new Float32Array(30 * 100 * 100) },
      { ...parts, pixels: new Uint8Array(30 * 100 * 100) },
    ].map((each) =>
      new Dataset<[number, number, number]>({ ...each, image: [...each.image] }).checksum(),
    );
    expect(new Set(checksums).size).toBe(checksums.length);
    const set = new Dataset({ ...parts, name: "the same by another name" });
    expect(set.checksum()).toBe(checksums[0]);
    set.pixels[150_000]! ^= 1; // in place
    expect(set.checksum()).toBe(checksums[1]);
  });

  test("is shuffled, and cut down to a class", () => {
    expect(sorted(many.shuffle(3).pixels)).toEqual([...many.pixels]);
    expect(many.shuffle(3).pixels).not.toEqual(many.pixels);
    expect(many.ofClass("b").pixels).toEqual(many.ofClass(1).pixels);
    expect([...many.ofClass(2).pixels.subarray(0, 3)]).toEqual([2, 5, 8]);
    for (const label of ["d", 3, -1])
      expect(() => many.ofClass(label)).toThrow(
        `but is ${JSON.stringify(label)}; pass one of these`,
      );
  });

  test("shows itself as its first images; points show themselves as text", async () => {
    const { "image/png": png, "text/plain": text } = many[DISPLAY]();
    expect(text).toBe("many: 100 images of 1x1x1, 3 classes");
    const { width, height, data } = await pixelsOf(png as string);
    // 40 images of 1 px, 56 times as large, in rows of ten with gaps of 2
    expect([width, height]).toEqual([10 * 58 - 2, 4 * 58 - 2]);
    const at = (x: number, y: number) => [
      ...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4),
    ];
    expect(at(0, 0)).toEqual([0, 0, 0, 255]);
    expect(at(58 * 3 + 55, 58 * 2)).toEqual([23, 23, 23, 255]);
    expect(at(57, 0)[3]).toBe(0);
    const points = new Dataset({ ...many, image: [1, 1, 2], labels: many.labels.subarray(50) });
    expect(points[DISPLAY]()).toEqual({ "text/plain": "many: 50 images of 1x1x2, 3 classes" });
  });

  test("has its number of classes in its type", () => {
    const two: Dataset<readonly [1, 2, 1], 2> = dataset;
    const any: Dataset = dataset;
    // @ts-expect-error two classes are not three
    const three: Dataset<readonly [1, 2, 1], 3> = dataset;
    const names: string[] = ["left", "right"];
    const unknown: Dataset<readonly [1, 2, 1]> = new Dataset({ ...dataset, classes: names });
    // @ts-expect-error a list of unknown length may be of any
    const wrong: Dataset<readonly [1, 2, 1], 2> = new Dataset({ ...dataset, classes: names });
    const parts: [Dataset<readonly [1, 2, 1], 2>, Dataset] = dataset.split(0.5);
    expect([two, any, three, unknown, wrong, ...parts]).toHaveLength(7);
  });
});

/** A PNG in base64, decoded. */
async function pixelsOf(png: string) {
  const image = await loadImage(Buffer.from(png, "base64"));
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

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
