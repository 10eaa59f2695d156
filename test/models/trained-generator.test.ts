import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { conditionalGan, dcgan } from "../../src/gan/index.js";
import { digitGenerator, loadGenerator } from "../../src/models/index.js";
import { digitClassifier, classify } from "../../src/metrics/index.js";
import { ready } from "../../src/tensor/index.js";
import { exportModel, saveNetwork } from "../../src/models/index.js";

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
      `The generator in ${path} is expected to be one of latent 9 to images of 28x28x1 but is one ` +
        "of latent 8 to images of 28x28x1; pass its own image, latent size and classes, or none of " +
        "them.",
    );
    const classes = { image, latent: 8, classes: 3 };
    await expect(loadGenerator(path, classes)).rejects.toThrow(
      "one of latent 8 and 3 classes to images of 28x28x1 but is one of latent 8 to images",
    );
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

describe("a saved model", () => {
  test("is read back without its sizes, by its own method and with the same card twice", async () => {
    const path = folder();
    await conditional.save(path, { note: "of a test" }, { weights: "float16" });
    const loaded = await loadGenerator(path);
    expect([loaded.image, loaded.latent, loaded.classes]).toEqual([image, 8, 3]);
    expect(loaded.card).toMatchObject({
      note: "of a test",
      generator: { version: 1, image, latent: 8, classes: 3, prior: { kind: "standard normal" } },
    });
    const again = folder();
    await loaded.save(again, loaded.card);
    const copy = await loadGenerator(again, { image, latent: 8, classes: 3 });
    expect(pixels(copy.sample(3, { labels: 1 }))).toEqual(pixels(loaded.sample(3, { labels: 1 })));
    expect(copy.card.note).toBe("of a test");
    loaded.dispose();
    copy.dispose();
  });

  /** Changes a file of a folder and its checksum in the card. */
  function change(path: string, name: "model.json" | "weights.bin", content: Uint8Array | string) {
    writeFileSync(join(path, name), content);
    const card = JSON.parse(readFileSync(join(path, "card.json"), "utf8"));
    card.sha256[name] = createHash("sha256").update(content).digest("hex");
    writeFileSync(join(path, "card.json"), JSON.stringify(card));
  }
  const model = (path: string) => readFileSync(join(path, "model.json"), "utf8");

  test.each<[what: string, (path: string) => void, message: RegExp]>([
    [
      "a folder that is a file",
      (path) => (rmSync(path, { recursive: true }), writeFileSync(path, "mine")),
      /card\.json is expected to be part of a saved network but cannot be read \(ENOTDIR\)/,
    ],
    ["no JSON", (path) => change(path, "model.json", "<html>"), /model\.json .* is not valid JSON/],
    [
      "a graph model",
      (path) => change(path, "model.json", '{"format": "graph-model"}'),
      /expected to be a TF\.js layers model with one group of weights but is a graph model/,
    ],
    ["null", (path) => change(path, "model.json", "null"), /but is without modelTopology/],
    [
      "a topology without weights",
      (path) => change(path, "model.json", '{"modelTopology": {}}'),
      /but is without weightsManifest/,
    ],
    [
      "an unknown layer",
      (path) => change(path, "model.json", model(path).replaceAll('"Dense"', '"Sparse"')),
      /model\.json is expected to describe a network of known layers .* Unknown layer: Sparse/,
    ],
    [
      "too few weights",
      (path) => change(path, "weights.bin", readFileSync(join(path, "weights.bin")).subarray(4)),
      /weights\.bin is expected to be (\d+) bytes long, the size .* but is \d+ bytes long/,
    ],
    [
      "weights that are NaN",
      (path) =>
        change(
          path,
          "weights.bin",
          Buffer.alloc(readFileSync(join(path, "weights.bin")).length, 255),
        ),
      /Each weight beside .*model\.json is expected to be finite but is NaN or infinite in /,
    ],
    [
      "a card of a newer version",
      (path) => edit(path, (card) => (card.generator.version = 2)),
      /The generator in .*card\.json is expected to be of version 1 or older but is of version 2/,
    ],
    [
      "a card of another network",
      (path) => edit(path, (card) => (card.generator.latent = 9)),
      /latent 8 to images of 28x28x1, but is latent 9 to images of 28x28x1; export the model again/,
    ],
    [
      "a card without a prior",
      (path) => edit(path, (card) => delete card.generator.prior),
      /The entry "generator" of .*card\.json is expected to be an object with version, image/,
    ],
    [
      "an unknown prior",
      (path) => edit(path, (card) => (card.generator.prior = { kind: "uniform" })),
      /The prior in .*card\.json .* but is \{"kind":"uniform"\}; export the model again, or pass the prior/,
    ],
    [
      "codes that cannot be",
      (path) => edit(path, (card) => (card.generator.prior = { kind: "codes", noise: -1, categories: [9], continuous: 0 })), // prettier-ignore
      /The prior in .*card\.json .* but is \{"kind":"codes","noise":-1/,
    ],
    [
      "codes of another size",
      (path) => edit(path, (card) => (card.generator.prior = { kind: "codes", noise: 2, categories: [3], continuous: 0 })), // prettier-ignore
      /"standard normal" or "codes" of latent size 8 but is \{"kind":"codes","noise":2/,
    ],
  ])("is refused when there is %s", async (_, damage, message) => {
    const path = folder();
    await small.save(path);
    damage(path);
    const before = tf.memory().numTensors;
    await expect(loadGenerator(path)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a card of any form
  function edit(path: string, change: (card: any) => void): void {
    const card = JSON.parse(readFileSync(join(path, "card.json"), "utf8"));
    change(card);
    writeFileSync(join(path, "card.json"), JSON.stringify(card));
  }

  test("is refused where the network is no generator", async () => {
    const path = folder();
    await exportModel(path, small.discriminator);
    await expect(loadGenerator(path)).rejects.toThrow(
      /expected to be a generator, .* but is one from \[n, 28, 28, 1\] to \[n, 1\]; read it with loadNetwork/,
    );
  });

  test("is not written when its training has diverged", async () => {
    const diverged = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    tf.tidy(() => diverged.setWeights([tf.tensor2d([[NaN]]), tf.zeros([1])]));
    const path = folder();
    await expect(saveNetwork(path, diverged, {})).rejects.toThrow(
      /^Each weight of a network to save is expected to be finite but is NaN or infinite in .*kernel/,
    );
    await expect(loadGenerator(path)).rejects.toThrow("ENOENT");
    diverged.dispose();
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
