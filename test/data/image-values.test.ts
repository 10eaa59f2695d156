import * as tf from "@tensorflow/tfjs";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { Dataset, type ImageSet, labeledBatches } from "../../src/data/index.js";
import { dataCopying, nearestNeighbors, projectToLatent } from "../../src/latent/index.js";
import { Classifier, classify, evaluate, featuresOf } from "../../src/metrics/index.js";
import { capture, randomUniform, ready } from "../../src/tensor/index.js";

await ready();
const image = [2, 2, 1] as const;
const network = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [...image] }),
    tf.layers.dense({ units: 3, name: "features" }),
    tf.layers.dense({ units: 2 }),
  ],
});
const card = { name: "tiny classifier", command: "", seed: 0, steps: 0, seconds: 0, metrics: {} };
const classifier = new Classifier(image, ["a", "b"], network, { ...card, machine: "" });
afterAll(() => classifier.dispose());
afterEach(() => vi.restoreAllMocks());

/** Noise from `low` to `high`. */
function noise(low: number, high: number) {
  return tf.tidy(() => {
    const unit = randomUniform<tf.Rank.R4>([40, ...image], { seed: 1 });
    return unit.mul(high - low).add<tf.Tensor4D>(low);
  });
}

const bytes = Uint8Array.from({ length: 160 }, (_, i) => (i * 7919) % 256);
const labels = new Uint8Array(40);
const real = new Dataset({ name: "real", image, pixels: bytes, labels, classes: ["real"] });
const model = {
  image,
  latents: () => tf.zeros<tf.Rank.R2>([40, 4]),
  latentSize: 4,
  decode: (z: tf.Tensor2D) => z.reshape<tf.Tensor4D>([-1, ...image]),
};
/** A set of the user's own, which may give anything. */
const setOf = (images: tf.Tensor4D): ImageSet<typeof image> => ({
  ...{ name: "set", image, size: 40, classes: ["one"] },
  images: (indices) => images.gather(tf.tensor1d([...indices], "int32")),
  labelsOf: () => new Uint8Array(40),
  checksum: () => "",
});

/** Everything that takes images as tensors. */
const entries: [string, (images: tf.Tensor4D) => unknown][] = [
  ["featuresOf", (images) => featuresOf(classifier, images)],
  ["featuresOf a set", (images) => featuresOf(classifier, setOf(images))],
  [
    "featuresOf a model",
    (images) => featuresOf(classifier, { ...model, decode: () => images.clone() }, { samples: 40 }),
  ],
  [
    "evaluate",
    (images) => evaluate(images, { extractor: classifier, reference: real, samples: 40 }),
  ],
  ["classify", (images) => classify(classifier, images)],
  ["nearestNeighbors", (images) => nearestNeighbors(images, real)],
  ["dataCopying", (images) => dataCopying(images, { train: real, test: real })],
  ["projectToLatent", (images) => projectToLatent(model as never, images, { steps: 1, starts: 1 })],
  [
    "training",
    (images) => labeledBatches({ image, classes: 0 }, setOf(images), { batch: 40, seed: 0 })(0),
  ],
];

describe.each(entries)("%s", (_, entry) => {
  const outcomeOf = async (images: tf.Tensor4D) => {
    try {
      await entry(images);
      return undefined;
    } catch (error) {
      return error;
    }
  };

  test("refuses images in 0..255 and images with NaN", async () => {
    for (const images of [
      noise(0, 255),
      noise(-1, 1.2),
      tf.fill<tf.Rank.R4>([40, ...image], NaN),
    ]) {
      const error = await outcomeOf(images);
      expect(error).toBeInstanceOf(RangeError);
      expect(String(error)).toMatch(/are expected to be in \[-1, 1\] and finite but image \d+ has/);
    }
  });

  test("reports images in [0, 1], not others", async () => {
    const warned = vi.spyOn(console, "warn").mockReturnValue();
    await outcomeOf(noise(0, 1));
    const reports = () => warned.mock.calls.flat().filter((text) => /no value below 0/.test(text));
    expect(reports()).toHaveLength(1);
    expect(reports()[0]).toMatch(/if they are in \[0, 1\], pass images\.mul\(2\)\.sub\(1\)\.$/);
    for (const [low, high] of [
      [-1, 1],
      [-1, -0.5],
      [-0.01, 1.0001],
    ] as const) {
      await outcomeOf(noise(low, high));
    }
    expect(reports()).toHaveLength(1);
  });
});

describe("a classifier's own methods", () => {
  test.each([
    ["probabilities", (images: tf.Tensor4D) => classifier.probabilities(images)],
    ["extract", (images: tf.Tensor4D) => classifier.extract(images).features],
  ])("%s refuses images in 0..255, and serves in gradients and captured steps", (_, method) => {
    const wrong = noise(0, 255);
    expect(() => method(wrong)).toThrow("Images for the tiny classifier are expected to be in");
    const beyond = noise(-2, 2);
    const loss = (images: tf.Tensor) =>
      method(images as tf.Tensor4D)
        .square()
        .sum<tf.Scalar>();
    expect(tf.grad(loss)(beyond).shape).toEqual([40, ...image]);
    const step = capture((images: tf.Tensor) => loss(images), { name: "loss" });
    expect(step(beyond).dataSync()[0]).toBeGreaterThan(0);
    expect(step.graphs).toBe(1);
    step.dispose();
  });
});

test("a class that does not fit is refused and not taken for another", async () => {
  const images = noise(-1, 1);
  for (const label of [65_536, -1, 0.5, NaN]) {
    const asked = [...new Array<number>(39).fill(0), label];
    await expect(featuresOf(classifier, images, { labels: asked })).rejects.toThrow(
      `The label of sample 39 is expected to be an integer from 0 to 65535 but is ${label}`,
    );
  }
  const asked = new Array<number>(40).fill(300);
  expect([...(await featuresOf(classifier, images, { labels: asked })).labels!]).toEqual(asked);
});
