import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { exportModel, loadNetwork, ready } from "../../src/tensor/index.js";

await ready();
let parent: string;
let folder: string;
let network: tf.Sequential;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "ganvas-export-"));
  folder = join(parent, "model");
  network = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
});
afterEach(() => {
  network.dispose();
  rmSync(parent, { recursive: true });
});

test("a model is a folder with its shapes and what else is told of it", async () => {
  await exportModel(folder, network, { name: "pairs", labels: ["a", "b"] });
  expect(readdirSync(folder).sort()).toEqual(["card.json", "model.json", "weights.bin"]);
  const card = JSON.parse(readFileSync(join(folder, "card.json"), "utf8"));
  expect(card).toMatchObject({ name: "pairs", labels: ["a", "b"], inputs: [[3]], outputs: [[2]] });
  const loaded = await loadNetwork(folder);
  expect(loaded.network.outputShape).toEqual([null, 2]);
  loaded.network.dispose();
});

test("of a model with an averaged network that one is exported", async () => {
  const bias = async (model: Parameters<typeof exportModel>[1]) => {
    await exportModel(folder, model);
    const { network: loaded } = await loadNetwork(folder);
    const [, values] = loaded.getWeights().map((weight) => [...weight.dataSync()]);
    loaded.dispose();
    return values;
  };
  const zero = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
  tf.tidy(() => network.setWeights([tf.ones([3, 2]), tf.tensor1d([4, 5])]));
  expect(await bias({ averaged: { network }, generator: { network: zero } } as never)).toEqual([
    4, 5,
  ]);
  expect(await bias({ network })).toEqual([4, 5]);
  expect(await bias(zero)).toEqual([0, 0]);
  zero.dispose();
});

test("a folder with other files is left as it is", async () => {
  await exportModel(folder, network);
  writeFileSync(join(folder, "index.html"), "mine");
  await expect(exportModel(folder, network)).rejects.toThrow(
    /holds index.html; name a folder of its/,
  );
  expect(readFileSync(join(folder, "index.html"), "utf8")).toBe("mine");
  const file = join(folder, "index.html");
  await expect(exportModel(file, network)).rejects.toThrow(/cannot be read \(ENOTDIR\)/);
});
