// The effect of each ingredient of the recipe for digits: the same training with one of them
// changed at a time. Prints a Markdown table and writes ablation-SEED.json beside this file.
//   npm run build && node scripts/measure/ablation.mjs [--steps 5000] [--seed 7]
import { digitClassifier, evaluate, mnist, trainGan } from "../../dist/index.js";
import { randomTranslation } from "../../dist/augmentation/index.js";
import { featuresOf } from "../../dist/metrics/index.js";
import { constant } from "../../dist/training/index.js";
import { trainingArguments } from "../run.mjs";
import { digitGan, recipe } from "./digit-recipe.mjs";
import { markdown, measureAll, percent } from "./records.mjs";

/** @typedef {import("./digit-recipe.mjs").Options} Options */
/** @typedef {Partial<Parameters<typeof import("../../dist/index.js").dcgan>[0]>} Network */

const { steps, seed } = trainingArguments(5000);

/** @type {Record<string, { options?: Partial<Options>, network?: Network }>} */
const changes = {
  "the recipe": {},
  "without R1": { options: { regularizers: [] } },
  "spectral normalization instead of R1": {
    options: { regularizers: [] },
    network: { normalization: "spectral" },
  },
  "batch normalization in D, without R1": {
    options: { regularizers: [] },
    network: { normalization: "batch" },
  },
  "with augmentation by translation": {
    options: { augmentation: randomTranslation({ fill: -1 }) },
  },
  "without minibatch standard deviation": { network: { minibatchStdDev: false } },
  "without the dense layer in D": { network: { denseUnits: undefined } },
  "constant learning rates": {
    options: { generatorLearningRate: constant(4e-3), discriminatorLearningRate: constant(2e-3) },
  },
  "64 latent numbers instead of 16": { network: { latent: 64 } },
  "transposed convolutions": { network: { upsampling: "transposed" } },
  "with a mapping of three dense layers": { network: { mappingLayers: [256, 256, 256] } },
};

const train = await mnist();
const extractor = await digitClassifier();
const reference = await featuresOf(extractor, await mnist({ split: "test" }));

/** @param {{ change: string }} task */
async function measure({ change }) {
  const { options, network } = changes[change] ?? {};
  const model = digitGan({ seed, network });
  let seconds = 0;
  for await (const step of trainGan(model, train, { ...recipe(steps, seed), ...options })) {
    seconds = step.secondsElapsed;
  }
  /** @param {boolean} ema */
  async function metrics(ema) {
    const samples = model.sample(10_000, { ema, seed: 1 });
    const { scores, judgment } = await evaluate(samples, { extractor, reference });
    samples.dispose();
    const { confident = NaN, frequencies = [] } = judgment ?? {};
    return {
      confident,
      rarest: Math.min(...frequencies),
      mostFrequent: Math.max(...frequencies),
      frechet: scores.frechet.value,
      precision: scores.precision.value,
      recall: scores.recall.value,
    };
  }
  const result = { generator: await metrics(false), averaged: await metrics(true) };
  model.dispose();
  return { ...result, seconds: Math.round(seconds) };
}

const measured = await measureAll({
  name: `ablation-${seed}`,
  card: {
    command: `npm run build && node scripts/measure/ablation.mjs --steps ${steps} --seed ${seed}`,
    settings: { steps, batch: 64, samples: 10_000 },
  },
  tasks: Object.keys(changes).map((change) => ({ change, steps, seed })),
  measure,
});

/**
 * @param {string} change
 * @param {(typeof measured)[number]["averaged"]} metrics
 * @param {number} seconds
 */
const row = (change, metrics, seconds) => [
  change,
  ...[metrics.confident, metrics.rarest, metrics.mostFrequent].map(percent),
  metrics.frechet.toFixed(1),
  ...[metrics.precision, metrics.recall].map((share) => share.toFixed(2)),
  seconds,
];
/** @type {Record<string, string>} the titles of rows for the generator of the last step, by change */
const ofLastStep = {
  "the recipe": "without the averaged generator (EMA)",
  "constant learning rates": "constant rates, without the averaged generator",
};
const rows = measured.flatMap(({ change, generator, averaged, seconds }) => {
  const last = ofLastStep[change];
  return [
    row(change, averaged, seconds),
    ...(last === undefined ? [] : [row(last, generator, seconds)]),
  ];
});
console.log(
  markdown(
    ["change", "over 0.9", "rarest", "most frequent", "Fréchet", "precision", "recall", "seconds"],
    rows,
  ),
);
