// Trains a classifier of images and writes it with its card; shared by the scripts beside it.
import { fileURLToPath } from "node:url";
import { initializeWeights, classify, randomUniform, saveNetwork, tf } from "../../dist/index.js";
import { batches } from "../../dist/data/index.js";
import { adam, deriveSeed, trainableVariables } from "../../dist/tensor/index.js";
import { Classifier } from "../../dist/metrics/index.js";
import { updateEma } from "../../dist/models/index.js";
import { trainingLoop, trainingState } from "../../dist/training/index.js";
import { machine } from "../run.mjs";

/** @typedef {import("../../dist/index.js").tf.Tensor4D} Images */
/** @typedef {import("../../dist/index.js").Dataset} Dataset */

const BATCH = 128;
const MAX_SHIFT = 2;

/**
 * Images moved by up to two pixels either way: the position of an object should not matter to the classifier.
 *
 * @param {Images} images
 * @param {number} seed
 * @param {number} step
 */
export function shifted(images, seed, step) {
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
  const padded = /** @type {Images} */ (images.pad(border, -1));
  return padded.slice([0, down, right, 0], images.shape);
}

/**
 * Trains with Adam on the cross-entropy, and keeps the running average of the weights.
 *
 * @param {object} options
 * @param {string} options.name of the classifier; its folder is `data/` and the name with hyphens
 * @param {Dataset} options.train
 * @param {Dataset} options.test
 * @param {() => import("../../dist/index.js").tf.LayersModel} options.network from images to logits
 * @param {number} options.steps
 * @param {number} options.seed
 * @param {(images: Images, step: number) => Images} options.augment changes a batch before a step
 * @param {(step: number) => number} [options.rate] the learning rate of a step; default 0.001
 */
export async function trainClassifier(options) {
  const { name, train, test, steps, seed, augment, rate = () => 1e-3 } = options;
  const classes = train.classes.length;
  const network = options.network();
  initializeWeights(network, seed);
  const averaged = options.network();
  averaged.setWeights(network.getWeights());
  const weights = trainableVariables(network);
  const averages = trainableVariables(averaged);
  const optimizer = adam({ learningRate: 1e-3 });
  const batchOf = batches(train.size, { batch: BATCH, seed });

  /** @param {{ step: number }} context */
  function runStep({ step }) {
    return tf.tidy(() => {
      const indices = batchOf(step - 1);
      const images = augment(train.images(indices), step);
      const labels = tf.oneHot(tf.tensor1d([...train.labelsOf(indices)], "int32"), classes);
      const { value, grads } = tf.variableGrads(() => {
        const logits = /** @type {import("../../dist/index.js").tf.Tensor2D} */ (
          network.apply(images, { training: true })
        );
        return tf.losses.softmaxCrossEntropy(labels, logits).asScalar();
      }, weights);
      optimizer.applyGradients(grads, tf.scalar(rate(step)));
      updateEma(averages, weights, step, 0.999);
      return { metrics: { loss: value.dataSync()[0] ?? NaN } };
    });
  }

  const run = {
    state: trainingState({ network, averaged }, { network: optimizer }),
    identity: { network: name, seed, data: String(train) },
    runStep,
    release: () => optimizer.dispose(),
  };
  let seconds = 0;
  for await (const step of trainingLoop({ steps }, run)) {
    seconds = step.secondsElapsed;
    if (step.step % 100 === 0) {
      const left = Math.round(step.secondsLeft);
      console.log(
        `step ${step.step}/${steps}, loss ${step.metrics.loss.toFixed(4)}, ${left} s left`,
      );
    }
  }

  const file = name.replaceAll(" ", "-");
  const card = {
    name,
    command: `npm run build && node scripts/train/${file}.mjs`,
    seed,
    steps,
    seconds: Math.round(seconds),
    machine,
  };
  const classifier = new Classifier(test.image, test.classes, averaged, { ...card, metrics: {} });
  const { labels, confident } = classify(classifier, test.images());
  const accuracy = labels.filter((label, i) => label === test.labels[i]).length / test.size;
  const metrics = { "test accuracy": accuracy, "test share over 0.9": confident };
  console.log(metrics);
  const folder = fileURLToPath(new URL(`../../data/${file}`, import.meta.url));
  await saveNetwork(folder, averaged, { ...card, metrics });
}
