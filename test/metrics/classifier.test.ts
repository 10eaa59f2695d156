import { existsSync, readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { afterAll, describe, expect, test } from "vitest";
import { fashionMnist, mnist } from "../../src/data/index.js";
import {
  Classifier,
  conditionalAccuracy,
  digitClassifier,
  fashionClassifier,
  classify,
} from "../../src/metrics/index.js";

const classifier = await digitClassifier();
const digits = await mnist({ split: "test" });
afterAll(() => classifier.dispose());

describe("the shipped digit classifier", () => {
  test("gets at least 99.0 % of the 10,000 test digits right, as its card says", () => {
    const images = digits.images();
    const { labels, confident, frequencies } = classify(classifier, images);
    images.dispose();
    const right = labels.filter((label, i) => label === digits.labels[i]).length / digits.size;
    expect(right).toBeGreaterThanOrEqual(0.99);
    // The portable backend rounds differently: a digit or two may fall on the other side.
    expect(Math.abs(right - classifier.card.metrics["test accuracy"]!)).toBeLessThan(5e-4);
    expect(confident).toBeGreaterThan(0.97);
    expect(frequencies.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
  }, 60_000);

  test("has a card that says how it was made", () => {
    const file = new URL("../../data/digit-classifier/card.json", import.meta.url);
    const card = JSON.parse(readFileSync(file, "utf8"));
    for (const text of ["name", "command", "machine"])
      expect(card[text]).toEqual(expect.any(String));
    for (const number of ["seed", "steps", "seconds"])
      expect(card[number]).toEqual(expect.any(Number));
    expect(Object.keys(card.metrics)).toContain("test accuracy");
  });

  test("leaves no tensor behind, and refuses images of another shape", () => {
    const images = digits.images([0, 1]);
    const before = tf.memory().numTensors;
    classify(classifier, images);
    expect(tf.memory().numTensors).toBe(before);
    images.dispose();
    const small = tf.zeros<tf.Rank.R4>([1, 14, 14, 1]);
    expect(() => classify(classifier, small)).toThrow(
      "The digit classifier is expected to get images of 28x28x1 but got 14x14x1",
    );
    small.dispose();
  });
});

test("classify counts as it says", () => {
  // A classifier whose logits are the image's own two pixels, ten times as large.
  const times10 = tf.layers.conv2d({
    ...{ filters: 1, kernelSize: 1, useBias: false, inputShape: [1, 2, 1] },
    kernelInitializer: tf.initializers.constant({ value: 10 }),
  });
  const network = tf.sequential({ layers: [times10, tf.layers.flatten()] });
  const simple = new Classifier([1, 2, 1], ["a", "b"], network, classifier.card);
  const images = tf.tensor4d([0.3, 0, 0, 0.1, 0, 0.5, 0, 0.2], [4, 1, 2, 1]);
  const { confident, frequencies, labels, confidences } = classify(simple, images, 0.9);
  expect([...labels]).toEqual([0, 1, 1, 1]);
  const softmax = (difference: number) => 1 / (1 + Math.exp(-difference));
  [3, 1, 5, 2].forEach((gap, i) => expect(confidences[i]).toBeCloseTo(softmax(gap), 6));
  expect(confident).toBe(0.5); // 0.953 and 0.993; not 0.731 and 0.881
  expect(frequencies).toEqual([0.25, 0.75]);
  images.dispose();
});

test("conditional accuracy counts the classes that were asked for", () => {
  const judgment = { count: 4, labels: Uint16Array.of(0, 1, 2, 2) };
  const whole = {
    ...judgment,
    confident: 1,
    threshold: 0.9,
    frequencies: [],
    confidences: new Float32Array(4),
  };
  expect(conditionalAccuracy(whole, [0, 1, 1, 2])).toBe(0.75);
  expect(() => conditionalAccuracy(whole, [0, 1])).toThrow(
    "One class for each of 4 images is expected but there are 2",
  );
});

test("features and probabilities come in one pass; a network without features says so", () => {
  const images = digits.images([0, 1, 2]);
  const { features, probabilities } = classifier.extract(images);
  expect(features.shape).toEqual([3, 128]);
  const alone = classifier.probabilities(images);
  expect([...probabilities.dataSync()]).toEqual([...alone.dataSync()]);
  const network = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [28, 28, 1] })] });
  const simple = new Classifier([28, 28, 1], ["a"], network, classifier.card);
  expect(() => simple.extract(images)).toThrow('expected to have a layer named "features"');
  tf.dispose([images, features, probabilities, alone]);
});

/** Debian's package `dataset-fashion-mnist`, where it is installed. */
const FASHION = "/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz";
const fashionAtHand = existsSync(FASHION) || process.env.GANVAS_DATA !== undefined;

describe("the shipped fashion classifier", () => {
  test("gives features and probabilities of ten named classes", async () => {
    const fashion = await fashionClassifier();
    expect([fashion.classes.length, fashion.size]).toEqual([10, 128]);
    expect(fashion.card.metrics["test accuracy"]).toBeGreaterThan(0.92);
    const before = tf.memory().numTensors;
    fashion.dispose();
    expect(tf.memory().numTensors).toBeLessThan(before);
  });

  test.skipIf(!fashionAtHand)(
    "gets 92 % of the test images right (skipped without Debian's dataset-fashion-mnist)",
    async () => {
      const fashion = await fashionClassifier();
      const set = await fashionMnist({ split: "test" });
      expect(fashion.classes).toEqual(set.classes);
      const images = set.images();
      const judgment = classify(fashion, images);
      images.dispose();
      fashion.dispose();
      const accuracy = conditionalAccuracy(judgment, set.labels);
      expect(Math.abs(accuracy - fashion.card.metrics["test accuracy"]!)).toBeLessThan(1e-3);
    },
  );
});
