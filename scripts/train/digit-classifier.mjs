// Trains the digit classifier on MNIST and writes data/digit-classifier.
//   npm run build && node scripts/train/digit-classifier.mjs [--steps 6000] [--seed 7]
import os from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  adam,
  batches,
  Classifier,
  deriveSeed,
  digitClassifierNetwork,
  initializeWeights,
  judge,
  mnist,
  randomUniform,
  saveNetwork,
  tf,
  trainableVariables,
  trainingLoop,
  trainingState,
  updateAverages,
} from "../../dist/index.js";

const { values } = parseArgs({
  options: { steps: { type: "string", default: "6000" }, seed: { type: "string", default: "7" } },
});
const steps = Number(values.steps);
const seed = Number(values.seed);
const batch = 128;
const MAX_SHIFT = 2;

const train = await mnist();
const test = await mnist({ split: "test" });

/**
 * Digits moved by up to two pixels either way: the classifier shall not care where a digit stands.
 * @param {import("../../dist/index.js").tf.Tensor4D} images
 * @param {number} step
 */
function shifted(images, step) {
  const draws = randomUniform([2], { seed: deriveSeed(seed, "shift"), step });
  const [u = 0, v = 0] = draws.dataSync();
  const [down, right] = [Math.floor(u * (2 * MAX_SHIFT + 1)), Math.floor(v * (2 * MAX_SHIFT + 1))];
  /** @type {[[number, number], [number, number], [number, number], [number, number]]} */
  const border = [
    [0, 0],
    [MAX_SHIFT, MAX_SHIFT],
    [MAX_SHIFT, MAX_SHIFT],
    [0, 0],
  ];
  return images.pad(border, -1).slice([0, down, right, 0], images.shape);
}

const network = digitClassifierNetwork();
initializeWeights(network, seed);
const averaged = digitClassifierNetwork();
averaged.setWeights(network.getWeights());
const weights = trainableVariables(network);
const averages = trainableVariables(averaged);
const optimizer = adam({ rate: 1e-3 });
const batchOf = batches(train.size, { batch, seed });

/** @param {{ step: number }} turn */
function runStep({ step }) {
  return tf.tidy(() => {
    const indices = batchOf(step - 1);
    const images = shifted(train.images(indices), step);
    const labels = tf.oneHot(tf.tensor1d([...train.labelsOf(indices)], "int32"), 10);
    const { value, grads } = tf.variableGrads(() => {
      const logits = /** @type {import("../../dist/index.js").tf.Tensor2D} */ (
        network.apply(images)
      );
      return tf.losses.softmaxCrossEntropy(labels, logits).asScalar();
    }, weights);
    optimizer.applyGradients(grads);
    updateAverages(averages, weights, step, 0.999);
    return { loss: value.dataSync()[0] ?? NaN };
  });
}

let seconds = 0;
const run = {
  state: trainingState({ network, averaged }, { network: optimizer }),
  identity: { network: "digit classifier", seed, data: String(train) },
  runStep,
  release: () => optimizer.dispose(),
};
for await (const step of trainingLoop({ steps }, run)) {
  seconds = step.secondsElapsed;
  if (step.step % 100 === 0) {
    const left = Math.round(step.secondsLeft);
    console.log(`step ${step.step}/${steps}, loss ${step.metrics.loss.toFixed(4)}, ${left} s left`);
  }
}

const machine = `${os.cpus()[0]?.model}, ${os.cpus().length} cores`;
const command = "npm run build && node scripts/train/digit-classifier.mjs";
const card = {
  name: "digit classifier",
  command,
  seed,
  steps,
  seconds: Math.round(seconds),
  machine,
};
const classifier = new Classifier(test.image, test.classes, averaged, { ...card, metrics: {} });
const { labels, confident } = judge(classifier, test.images());
const accuracy = labels.filter((label, i) => label === test.labels[i]).length / test.size;
const metrics = { "test accuracy": accuracy, "test share over 0.9": confident };
console.log(metrics);
const folder = fileURLToPath(new URL("../../data/digit-classifier", import.meta.url));
await saveNetwork(folder, averaged, { ...card, metrics });
