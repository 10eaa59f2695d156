import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ready } from "../../src/tensor/index.js";
import { loadNetwork, saveNetwork } from "../../src/models/index.js";

await ready();
const card = {
  name: "test network",
  command: "npm test",
  seed: 1,
  steps: 2,
  seconds: 3,
  machine: "any",
  metrics: { accuracy: 0.5 },
};
let folder: string;
let network: tf.Sequential;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "ganvas-")), "network");
  network = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
});
afterEach(async () => {
  network.dispose();
  await rm(join(folder, ".."), { recursive: true });
});

describe("a network on disk", () => {
  test("comes back with its weights and its card", async () => {
    await saveNetwork(folder, network, card);
    const loaded = await loadNetwork(folder);
    expect(loaded.card).toMatchObject(card);
    const weights = (model: tf.LayersModel) => model.getWeights().map((w) => [...w.dataSync()]);
    expect(weights(loaded.network)).toEqual(weights(network));
    loaded.network.dispose();
  });

  test("replaces an older one and leaves nothing else behind", async () => {
    await saveNetwork(folder, network, card);
    await saveNetwork(folder, network, { ...card, seed: 2 });
    expect(await readdir(join(folder, ".."))).toEqual(["network"]);
    const loaded = await loadNetwork(folder);
    expect(loaded.card.seed).toBe(2);
    loaded.network.dispose();
  });

  test("loads as a plain TF.js model", async () => {
    await saveNetwork(folder, network, card);
    const model = JSON.parse(await readFile(join(folder, "model.json"), "utf8"));
    expect(model.weightsManifest[0].paths).toEqual(["weights.bin"]);
    expect(model.modelTopology.class_name).toBe("Sequential");
  });

  test.each(["truncated", "altered", "missing"])(
    "is refused when its weights are %s",
    async (how) => {
      await saveNetwork(folder, network, card);
      const file = join(folder, "weights.bin");
      const bytes = await readFile(file);
      if (how === "truncated") await truncate(file, bytes.length - 4);
      if (how === "missing") await rm(file);
      if (how === "altered") {
        bytes[0]! ^= 1;
        await writeFile(file, bytes);
      }
      const message =
        how === "missing"
          ? /expected to be part of a saved network but cannot be read \(ENOENT\)/
          : /truncated or altered/;
      await expect(loadNetwork(folder)).rejects.toThrow(message);
    },
  );
});
