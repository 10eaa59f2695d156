import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { binarize, binarized, Dataset, mnist } from "../../src/data/index.js";
import { capture, ready } from "../../src/tensor/index.js";

await ready();
const LEVELS = [-1, -0.5, 0, 0.8, 1];
const gray = (count: number) =>
  tf.tensor4d(Array.from({ length: count }, () => LEVELS).flat(), [count, 1, 5, 1]);

describe("black and white images from gray ones", () => {
  test("are 0 or 1, each with the probability of its brightness", () => {
    const count = 20_000;
    const drawn = binarize(gray(count), { seed: 3 });
    expect(new Set(drawn.dataSync())).toEqual(new Set([0, 1]));
    const shares = drawn.mean(0).dataSync<"float32">();
    LEVELS.forEach((level, i) => {
      const p = (level + 1) / 2;
      const std = Math.sqrt((p * (1 - p)) / count);
      expect(Math.abs(shares[i]! - p)).toBeLessThanOrEqual(4 * std);
    });
    // Neighbors are drawn independently of each other.
    const both = drawn.slice([0, 0, 1], [-1, -1, 1]).mul(drawn.slice([0, 0, 2], [-1, -1, 1]));
    expect(Math.abs(both.mean().dataSync()[0]! - 0.125)).toBeLessThan(0.01);
  });

  test("depend on the key alone, also when captured", () => {
    const images = gray(50);
    const draw = (seed: number, step?: number) => [...binarize(images, { seed, step }).dataSync()];
    expect(draw(1, 4)).toEqual(draw(1, 4));
    expect(draw(1, 5)).not.toEqual(draw(1, 4));
    expect(draw(2, 4)).not.toEqual(draw(1, 4));
    const captured = capture((x: tf.Tensor4D, step: tf.Scalar) => binarize(x, { seed: 1, step }));
    const ofCapture = captured(images, tf.scalar(4, "int32"));
    expect([...ofCapture.dataSync()]).toEqual(draw(1, 4));
  });

  test("leave no tensor behind", () => {
    const images = gray(2);
    const before = tf.memory().numTensors;
    binarize(images, { seed: 1 }).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([1.5, -3, Number.NaN])("values of %s are refused", (value) => {
    const images = tf.fill<tf.Rank.R4>([1, 2, 2, 1], value);
    expect(() => binarize(images, { seed: 1 })).toThrow("expected to be in [-1, 1]");
  });
});

describe("a data set drawn once", () => {
  test("is black and white, of the same labels, and another one for another seed", async () => {
    const digits = (await mnist({ split: "test" })).take(2500);
    const before = tf.memory().numTensors;
    const drawn = binarized(digits);
    expect(tf.memory().numTensors).toBe(before);
    expect(drawn.name).toBe(`${digits.name}, binarized`);
    expect(new Set(drawn.pixels)).toEqual(new Set([0, 255]));
    expect(drawn.labels).toEqual(digits.labels);
    expect(binarized(digits, { seed: 0 }).checksum()).toBe(drawn.checksum());
    expect(binarized(digits, { seed: 1 }).checksum()).not.toBe(drawn.checksum());
    // Gray pixels are drawn by their brightness, the others kept.
    const ofPixels = (from: number) => digits.pixels.subarray(from * 784, (from + 1) * 784);
    const wrong = digits.pixels.findIndex(
      (value, at) => (value === 0 || value === 255) && drawn.pixels[at] !== value,
    );
    expect(wrong).toBe(-1);
    expect(ofPixels(0)).not.toEqual(drawn.pixels.subarray(0, 784));
    const brightness = (pixels: ArrayLike<number>) =>
      Array.from(pixels).reduce((sum, value) => sum + value, 0) / pixels.length;
    expect(brightness(drawn.pixels) / brightness(digits.pixels)).toBeCloseTo(1, 2);
  });

  test("does not repeat its draw in later images", () => {
    const pixels = new Uint8Array(2000 * 9).fill(128);
    const labels = new Uint8Array(2000);
    const parts = { name: "gray", image: [3, 3, 1], pixels, labels, classes: ["gray"] } as const;
    const drawn = binarized(new Dataset(parts));
    const [first, second] = [drawn.pixels.subarray(0, 9000), drawn.pixels.subarray(9000)];
    expect(first).not.toEqual(second);
  });

  test("gives the same images when it is binarized again", async () => {
    const drawn = binarized((await mnist({ split: "test" })).take(10));
    const images = drawn.images();
    const again = binarize(images, { seed: 9 });
    expect(again.mul(2).sub(1).equal(images).all().dataSync()[0]).toBe(1);
  });

  test.each([
    ["no data set", () => binarized({} as never), "a data set in memory"],
    ["a wrong seed", () => binarized(new Dataset(one), { seed: 1.5 }), "seed"],
  ])("%s is refused", (_, call, message) => expect(call).toThrow(message));
});

const one = {
  name: "one",
  image: [1, 1, 1],
  pixels: new Uint8Array(1),
  labels: [0],
  classes: ["one"],
} as const;
