// Trains the digit classifier on MNIST and writes data/digit-classifier.
//   npm run build && node scripts/train/digit-classifier.mjs [--steps 6000] [--seed 7]
import { mnist } from "../../dist/index.js";
import { digitClassifierNetwork } from "../../dist/metrics/index.js";
import { trainingArguments } from "../run.mjs";
import { shifted, trainClassifier } from "./classifier.mjs";

const { steps, seed } = trainingArguments(6000);
await trainClassifier({
  name: "digit classifier",
  train: await mnist(),
  test: await mnist({ split: "test" }),
  network: digitClassifierNetwork,
  steps,
  seed,
  augment: (images, step) => shifted(images, seed, step),
});
