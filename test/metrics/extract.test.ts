import * as tf from "@tensorflow/tfjs";
import { afterAll, describe, expect, test } from "vitest";
import { Dataset } from "../../src/data/index.js";
import { featuresOf, frechetDistance, LayerExtractor } from "../../src/metrics/index.js";
import { randomNormal } from "../../src/tensor/index.js";

const image = [2, 2, 1] as const;
const network = tf.sequential({
  layers: [
    tf.layers.conv2d({ filters: 3, kernelSize: 1, inputShape: [...image], name: "maps" }),
    tf.layers.flatten({ name: "flat" }),
  ],
});
const extractor = new LayerExtractor({ name: "small", image, network, layer: "maps" });
afterAll(() => network.dispose());

/** The mean over the four pixels of a convolution of 1x1 is its value at the mean pixel. */
function expected(pixels: number[]): number[] {
  const mean = pixels.reduce((sum, value) => sum + value, 0) / 4;
  const [kernel, bias] = network.layers[0]!.getWeights().map((weight) => weight.dataSync());
  return [0, 1, 2].map((i) => kernel![i]! * mean + bias![i]!);
}

const bytes = Uint8Array.from({ length: 4 * 1200 }, (_, i) => (i * 7919) % 256);
const labels = Uint8Array.from({ length: 1200 }, (_, i) => i % 3);
const dataset = new Dataset({
  name: "dots",
  image,
  pixels: bytes,
  labels,
  classes: ["a", "b", "c"],
});

/** Draws its latent vector; a label moves it. */
const model = {
  image,
  latents: (count: number, { seed = 0 } = {}) => randomNormal<tf.Rank.R2>([count, 4], { seed }),
  decode: (z: tf.Tensor2D, options: { labels?: readonly number[] } = {}) =>
    tf.tidy(() => {
      const moved = options.labels ? z.add(tf.tensor2d([...options.labels], [z.shape[0], 1])) : z;
      return moved.tanh().reshape<tf.Tensor4D>([z.shape[0], ...image]);
    }),
};

describe("features", () => {
  test("of a data set, in several parts, in its order; no tensor is left", async () => {
    await featuresOf(extractor, dataset, { samples: 1 });
    const before = tf.memory().numTensors;
    const features = await featuresOf(extractor, dataset);
    expect(tf.memory().numTensors).toBe(before);
    expect([features.count, features.size, features.source]).toEqual([1200, 3, "dots"]);
    for (const row of [0, 499, 500, 1199]) {
      const pixels = [...bytes.subarray(4 * row, 4 * row + 4)].map((value) => value / 127.5 - 1);
      expected(pixels).forEach((value, i) =>
        expect(features.values[3 * row + i]).toBeCloseTo(value, 5),
      );
    }
    expect(features.labels).toEqual(labels);
  });

  test("of some images of a data set: the same for a seed, others for another", async () => {
    const some = await featuresOf(extractor, dataset, { samples: 30, seed: 1 });
    const again = await featuresOf(extractor, dataset, { samples: 30, seed: 1 });
    const others = await featuresOf(extractor, dataset, { samples: 30, seed: 2 });
    expect(some.values).toEqual(again.values);
    expect(some.values).not.toEqual(others.values);
  });

  test("of a model: those of the images that it draws, with the labels of each chunk", async () => {
    const asked = Array.from({ length: 700 }, (_, i) => i % 2);
    for (const given of [undefined, asked]) {
      const before = tf.memory().numTensors;
      const features = await featuresOf(extractor, model, { samples: 700, seed: 5, labels: given });
      expect(tf.memory().numTensors).toBe(before);
      const z = model.latents(700, { seed: 5 });
      const images = model.decode(z, { labels: given });
      const same = await featuresOf(extractor, images);
      expect(features.values).toEqual(same.values);
      expect(features.labels && [...features.labels]).toEqual(given);
      tf.dispose([z, images]);
    }
  });

  test("carry names and numbers in their types", async () => {
    const reference = await featuresOf(extractor, dataset, { name: "dots test" });
    const samples = await featuresOf(extractor, model, { samples: 40 });
    const score = frechetDistance(samples, reference);
    const typed: { reference: "dots test"; extractor: "small"; samples: 40 } = score;
    expect(typed).toMatchObject({ reference: "dots test", extractor: "small", samples: 40 });
    // @ts-expect-error it is not another reference
    const wrong: { reference: "dots train" } = score;
    expect(wrong).toBe(score);
  });
});

describe("refused with a reason", () => {
  test("images of another shape", async () => {
    const other = { ...model, image: [4, 4, 1] as const };
    // @ts-expect-error the types tell, too
    await expect(featuresOf(extractor, other)).rejects.toThrow(
      "The small is expected to get images of 2x2x1 but samples has 4x4x1",
    );
    const images = tf.zeros<tf.Rank.R4>([3, 4, 4, 1]);
    const before = tf.memory().numTensors;
    await expect(featuresOf(extractor, images)).rejects.toThrow("2x2x1 but got 4x4x1");
    expect(tf.memory().numTensors).toBe(before);
    images.dispose();
  });

  test("more images than there are, too few labels, images of NaN", async () => {
    await expect(featuresOf(extractor, dataset, { samples: 1201 })).rejects.toThrow(
      "dots is expected to have at least 1201 images but has 1200; ask for fewer samples.",
    );
    await expect(featuresOf(extractor, model, { samples: 3, labels: [1] })).rejects.toThrow(
      "One label for each of 3 samples is expected but there are 1",
    );
    const images = tf.fill<tf.Rank.R4>([2, 2, 2, 1], NaN);
    await expect(featuresOf(extractor, images)).rejects.toThrow("finite but image 0 has NaN");
    images.dispose();
  });

  test("a layer that is not there", () => {
    expect(() => new LayerExtractor({ name: "x", image, network, layer: "nothing" })).toThrow(
      'A layer "nothing" is expected in',
    );
  });
});
