import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ready } from "../../src/tensor/index.js";
import { exportModel, loadNetwork } from "../../src/models/index.js";

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
  expect(await bias({ ema: { network }, generator: { network: zero } } as never)).toEqual([4, 5]);
  expect(await bias({ network })).toEqual([4, 5]);
  expect(await bias(zero)).toEqual([0, 0]);
  zero.dispose();
});

test("weights of 16 bits are those of NumPy's float16", async () => {
  // np.float32([...]).astype(np.float16): ties to even, subnormal numbers, a carry, the largest.
  const pairs = [
    [0, 0],
    [-1, -1],
    [1 / 3, 0.333251953125],
    [1 + 2 ** -11, 1],
    [1 + 3 * 2 ** -11, 1.001953125],
    [0.99999, 1],
    [-65_519, -65_504],
    [6.1e-5, 6.097555160522461e-5],
    [3e-8, 5.960464477539063e-8],
    [-2.9e-8, -0],
    [123.456, 123.4375],
    [2049, 2048],
  ] as const;
  const wide = tf.sequential({
    layers: [tf.layers.dense({ units: pairs.length, inputShape: [1], useBias: false })],
  });
  tf.tidy(() => wide.setWeights([tf.tensor2d([pairs.map(([value]) => value)])]));
  await exportModel(folder, wide, {}, { weights: "float16" });
  expect(readFileSync(join(folder, "weights.bin"))).toHaveLength(2 * pairs.length);
  const { network: loaded } = await loadNetwork(folder);
  const weights = [...loaded.getWeights()[0]!.dataSync()];
  expect(weights).toEqual(pairs.map(([, half]) => half));

  tf.tidy(() => wide.setWeights([tf.fill([1, pairs.length], 65_520)]));
  await expect(exportModel(folder, wide, {}, { weights: "float16" })).rejects.toThrow(
    /^Weights are expected to be finite and at most 65,504 .* holds 65520; store them as float32\.$/,
  );
  // @ts-expect-error there is no such format
  await expect(exportModel(folder, wide, {}, { weights: "half" })).rejects.toThrow(
    'weights is expected to be "float32" or "float16" but is "half"',
  );
  // @ts-expect-error an option in the place of the card
  await exportModel(folder, wide, { weights: "float16" });
  loaded.dispose();
  wide.dispose();
});

test("a folder with other files is left as it is", async () => {
  await exportModel(folder, network);
  writeFileSync(join(folder, "index.html"), "mine");
  await expect(exportModel(folder, network)).rejects.toThrow(
    /holds index.html; name a separate folder/,
  );
  expect(readFileSync(join(folder, "index.html"), "utf8")).toBe("mine");
  const file = join(folder, "index.html");
  await expect(exportModel(file, network)).rejects.toThrow(/cannot be read \(ENOTDIR\)/);
});

test.each([
  ["card.json", '{"name": "di', /card\.json is expected .* is not valid JSON \(12 characters\)/],
  ["card.json", "null", /card\.json is expected .* has no checksum of model\.json/],
  ["card.json", '{"sha256": {"model.json": "0"}}', /has no checksum of weights\.bin/],
  ["model.json", "{", /model\.json is expected .* \(1 bytes\); copy the whole folder again/],
  ["weights.bin", "", /weights\.bin is expected .* \(0 bytes\); copy the whole folder again/],
])("a damaged %s is refused by name (%#)", async (name, content, message) => {
  await exportModel(folder, network);
  writeFileSync(join(folder, name), content);
  await expect(loadNetwork(folder)).rejects.toThrow(message);
});
