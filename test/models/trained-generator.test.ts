import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { conditionalGan, dcgan } from "../../src/gan/index.js";
import { digitGenerator, loadGenerator } from "../../src/models/index.js";
import { digitClassifier, classify } from "../../src/metrics/index.js";
import { ready } from "../../src/tensor/index.js";
import { exportModel } from "../../src/models/index.js";

await ready();

const folder = () => join(mkdtempSync(join(tmpdir(), "ganvas-")), "model");
const image = [28, 28, 1] as const;
const small = dcgan({ image, latent: 8, baseChannels: 4, seed: 7 });
const conditional = conditionalGan({ image, latent: 8, classes: 3, baseChannels: 4, seed: 7 });

function pixels(images: tf.Tensor4D): number[] {
  const values = [...images.dataSync()];
  images.dispose();
  return values;
}

describe("a generator that was exported and loaded", () => {
  test("draws what the model's averaged generator drew", async () => {
    const path = folder();
    await exportModel(path, small, { seed: 7, note: "of a test" });
    const loaded = await loadGenerator(path, { image, latent: 8 });
    expect(pixels(loaded.sample(5, { seed: 7 }))).toEqual(pixels(small.sample(5)));
    expect(loaded.card).toMatchObject({ seed: 7, note: "of a test", inputs: [[8]] });
    expect(String(loaded)).toBe(
      `TrainedGenerator: latent 8 to images of 28x28x1, ${loaded.network.countParams().toLocaleString("en-US")} parameters`,
    );
    const [directions, own] = [loaded.firstLayer(), small.firstLayer()];
    expect([...directions.dataSync()]).toEqual([...own.dataSync()]);
    tf.dispose([directions, own]);
    loaded.dispose();
  });

  test("draws the classes that it is told", async () => {
    const path = folder();
    await exportModel(path, conditional);
    const loaded = await loadGenerator(path, { image, latent: 8, classes: 3 });
    const options = { seed: 7, labels: 2 };
    expect(pixels(loaded.sample(4, options))).toEqual(pixels(conditional.sample(4, options)));
    const [z, one] = [loaded.latents(2), loaded.forClass(1)];
    expect(pixels(one.decode(z))).toEqual(pixels(conditional.decode(z, { labels: [1, 1] })));
    expect(() => loaded.sample(2, { labels: 3 })).toThrow("an integer from 0 to 2 but is 3");
    z.dispose();
    loaded.dispose();
  });

  test("leaves nothing behind when it is disposed, and keeps nothing of a sample", async () => {
    const path = folder();
    await exportModel(path, small);
    const before = tf.memory().numTensors;
    const loaded = await loadGenerator(path, { image, latent: 8 });
    const held = tf.memory().numTensors;
    pixels(loaded.sample(3));
    expect(tf.memory().numTensors).toBe(held);
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("is refused where it is another than expected, and nothing is left of it", async () => {
    const path = folder();
    await exportModel(path, small);
    const before = tf.memory().numTensors;
    await expect(loadGenerator(path, { image, latent: 9 })).rejects.toThrow(
      `The network in ${path} is expected to go from 9 to 28x28x1 but goes from 8 to 28x28x1; ` +
        `give the image, latent size and classes that its card.json shows.`,
    );
    const classes = { image, latent: 8, classes: 3 };
    await expect(loadGenerator(path, classes)).rejects.toThrow("from 8 and 3 to 28x28x1");
    expect(tf.memory().numTensors).toBe(before);
  });

  test("is refused when a file is damaged or missing", async () => {
    const path = folder();
    await exportModel(path, small);
    writeFileSync(join(path, "weights.bin"), "damaged");
    const expected = { image, latent: 8 };
    await expect(loadGenerator(path, expected)).rejects.toThrow("truncated or altered (7 bytes)");
    await expect(loadGenerator(folder(), expected)).rejects.toThrow("card.json");
  });
});

describe("the generator that ships", () => {
  test("draws digits as its card says", async () => {
    const [generator, classifier] = [await digitGenerator(), await digitClassifier()];
    const { metrics } = generator.card as { metrics: Record<string, number> };
    const images = generator.sample(2000, { seed: 3 });
    const { confident, frequencies } = classify(classifier, images);
    expect(Math.abs(confident - metrics["share over 0.9"]!)).toBeLessThan(0.03); // 5 standard errors
    expect(metrics["share over 0.9"]).toBeGreaterThanOrEqual(0.93);
    const distance = metrics["Fréchet distance"]! / metrics["Fréchet distance of real images"]!;
    expect(distance).toBeLessThanOrEqual(5);
    expect(Math.min(...frequencies)).toBeGreaterThan(0.07);
    expect(Math.max(...frequencies)).toBeLessThan(0.13);
    images.dispose();
    generator.dispose();
    classifier.dispose();
  });
});
