// Trains the Fashion-MNIST classifier and writes data/fashion-classifier.
//   npm run build && node scripts/train/fashion-classifier.mjs [--steps 6000] [--seed 7]
import { fashionMnist, randomUniform } from "../../dist/index.js";
import { deriveSeed } from "../../dist/tensor/index.js";
import { fashionClassifierNetwork } from "../../dist/metrics/index.js";
import { trainingArguments } from "../run.mjs";
import { trainClassifier } from "./classifier.mjs";

const { steps, seed } = trainingArguments(6000);

/** @typedef {import("../../dist/index.js").tf.Tensor4D} Images */

/**
 * Half of the images mirrored: a shoe may point either way.
 *
 * @param {Images} images
 * @param {number} step
 */
function mirrored(images, step) {
  const key = { seed: deriveSeed(seed, "mirror"), step };
  const chosen = randomUniform([images.shape[0], 1, 1, 1], key).less(0.5).cast("float32"); // [n, 1, 1, 1]
  const change = images.reverse(2).sub(images).mul(chosen); // [n, h, w, c]
  return /** @type {Images} */ (images.add(change));
}

await trainClassifier({
  name: "fashion classifier",
  train: await fashionMnist(),
  test: await fashionMnist({ split: "test" }),
  network: fashionClassifierNetwork,
  steps,
  seed,
  augment: mirrored,
  rate: (step) => 1e-3 * (1 - (step - 1) / steps),
});
