import * as tf from "@tensorflow/tfjs";
import { afterAll, describe, expect, test, vi } from "vitest";
import { mnist } from "../../src/data/index.js";
import { DISPLAY } from "../../src/display/index.js";
import { digitClassifier, evaluate, featuresOf } from "../../src/metrics/index.js";
import { randomUniform } from "../../src/tensor/index.js";

const extractor = await digitClassifier();
afterAll(() => extractor.dispose());
const train = await mnist();
const real = await mnist({ split: "test" });
const samples = 2000;
const reference = await featuresOf(extractor, real, { name: "MNIST test" });
const options = { extractor, reference, samples } as const;
const floor = await evaluate(train, options);

async function scoresOf(images: tf.Tensor4D) {
  const evaluation = await evaluate(images, { ...options, floor });
  images.dispose();
  return evaluation;
}

describe("on real digits", () => {
  test("real images get the floor: near 0, near 1, all classes", () => {
    const { scores, judgment, classifierScore, accuracy } = floor;
    expect(scores.frechet.value).toBeGreaterThan(0.5);
    expect(scores.frechet.value).toBeLessThan(6);
    expect(Math.abs(scores.kernel.value)).toBeLessThan(4 * scores.kernel.standardError + 0.3);
    expect(scores.precision.value).toBeGreaterThan(0.75);
    expect(scores.recall.value).toBeGreaterThan(0.75);
    expect(scores.density.value).toBeGreaterThan(0.75);
    expect(scores.coverage.value).toBeGreaterThan(0.45);
    expect(classifierScore!.value).toBeGreaterThan(9.7);
    expect(judgment!.confident).toBeGreaterThan(0.97);
    expect(accuracy).toBeGreaterThan(0.99); // the classifier's, by the data set's labels
  });

  test("noise is none of it", async () => {
    const noise = tf.tidy(() =>
      randomUniform<tf.Rank.R4>([samples, 28, 28, 1], { seed: 1 })
        .mul<tf.Tensor4D>(2)
        .sub<tf.Tensor4D>(1),
    );
    const { scores } = await scoresOf(noise);
    expect(scores.frechet.value).toBeGreaterThan(50 * floor.scores.frechet.value);
    expect(scores.precision.value).toBeLessThan(0.05);
    expect(scores.recall.value).toBeLessThan(0.05);
    expect(scores.coverage.value).toBeLessThan(0.05);
  });

  test("with half of the classes missing, recall and coverage fall, precision does not", async () => {
    const low = [...train.labels.keys()].filter((i) => train.labels[i]! < 5).slice(0, samples);
    const { scores, classifierScore, judgment } = await scoresOf(train.images(low));
    expect(scores.frechet.value).toBeGreaterThan(10 * floor.scores.frechet.value);
    expect(scores.recall.value).toBeLessThan(0.65 * floor.scores.recall.value);
    // More than half, because the same number of samples lies on half of the digits.
    expect(scores.coverage.value).toBeLessThan(0.75 * floor.scores.coverage.value);
    expect(scores.precision.value).toBeGreaterThan(0.95 * floor.scores.precision.value);
    expect(classifierScore!.value).toBeLessThan(5.5);
    expect(Math.max(...judgment!.frequencies.slice(5))).toBeLessThan(0.01);
  });

  test("blurred, precision and density fall", async () => {
    const digits = train.images(Array.from({ length: samples }, (_, i) => i));
    const blurred = tf.tidy(() => tf.avgPool(digits, 5, 1, "same"));
    digits.dispose();
    const { scores } = await scoresOf(blurred);
    expect(scores.precision.value).toBeLessThan(0.8 * floor.scores.precision.value);
    expect(scores.density.value).toBeLessThan(0.8 * floor.scores.density.value);
    expect(scores.frechet.value).toBeGreaterThan(10 * floor.scores.frechet.value);
    expect(scores.kernel.interval[0]).toBeGreaterThan(floor.scores.kernel.interval[1]);
  });
});

test("shows itself as a table beside the floor", async () => {
  const evaluation = await evaluate(train, { ...options, seed: 3, floor });
  const text = String(evaluation);
  expect(text).toMatch(/^MNIST train: 2,000 images against 10,000 of MNIST test\n/);
  for (const { kind } of evaluation.all) expect(text).toContain(kind);
  expect(text).toContain("real (MNIST train)");
  const bundle = await evaluation[DISPLAY]();
  expect(bundle["text/html"]).toContain('<table class="dataframe">');
  expect(bundle["text/plain"]).toBe(text);
});

describe("images and the reference are compared by content", () => {
  const some = train.take(60);
  const others = train.pick(
    Array.from({ length: 60 }, (_, i) => 100 + i),
    some.name,
  );

  test("others of the same name are judged", async () => {
    const { scores } = await evaluate(others, { extractor, reference: some, samples: 60 });
    expect(scores.frechet.reference).toBe(some.name);
    const tensors = [some.images(), others.images()];
    const unnamed = await featuresOf(extractor, tensors[0]!);
    const same = await evaluate(tensors[1]!, { extractor, reference: unnamed, samples: 60 });
    expect(same.scores.frechet.value).toBe(scores.frechet.value);
    tf.dispose(tensors);
  });

  test("the same of another name, and a part of them, are refused", async () => {
    const renamed = { extractor, reference: some.pick(some.labels.keys(), "mine") };
    for (const samples of [60, 20, 2]) {
      await expect(evaluate(some, { ...renamed, samples })).rejects.toThrow(
        "Images are expected to be judged against others but part of MNIST train has images of mine; take",
      );
    }
    const images = some.images([3, 1, 2]);
    const asked = evaluate(images, { ...renamed, samples: 3 });
    await expect(asked).rejects.toThrow("but samples has images of mine");
    images.dispose();
  });
});

test("the comparison of many images shows a line of progress", async () => {
  const lines: string[] = [];
  const written = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  let time = 0; // a second passes at each look at the clock
  const clock = vi.spyOn(performance, "now").mockImplementation(() => (time += 1000));
  await evaluate(train, { ...options, samples: 1000 });
  clock.mockRestore();
  written.mockRestore();
  expect(lines.join("")).toMatch(/Features of MNIST train: 1000 of 1000 images · done after/);
  expect(lines.join("")).toMatch(/Comparing MNIST train: 1\d of 1\d million pairs · done after/);
});

test("refuses images against themselves, and a floor of another measurement", async () => {
  const some = train.take(100);
  await expect(evaluate(some, { extractor, reference: some, samples: 100 })).rejects.toThrow(
    "Images are expected to be judged against others but both are part of MNIST train",
  );
  await expect(
    // @ts-expect-error the number of samples is another
    evaluate(some, { extractor, reference, samples: 100, floor }),
  ).rejects.toThrow(
    "The floor is expected to be of 100 images by the digit classifier against 10000 of MNIST test " +
      "but is of 2000 images",
  );
});
