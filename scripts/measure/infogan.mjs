// Trains InfoGAN on MNIST without labels, and measures how well its ten categories match the ten
// digits: the digit classifier names 1,000 samples of each category, and each category stands for
// one digit, by the assignment that agrees with most samples. Writes a picture of the categories
// (rows) and one of each continuous code (columns, from -2 to 2).
//   npm run build && node scripts/measure/infogan.mjs [--steps 14000] [--seed 7]
import { mkdir, writeFile } from "node:fs/promises";
import {
  classify,
  codes,
  digitClassifier,
  imageGrid,
  infoGan,
  linearDecay,
  mnist,
  mutualInformation,
  r1,
  tf,
  trainGan,
} from "../../dist/index.js";
import { machine, trainingArguments } from "../run.mjs";

const { steps, seed } = trainingArguments(14_000);
const folder = `.ganvas/infogan-${steps}-${seed}`;
const prior = codes({ noise: 62, categories: [10], continuous: 2 });
const model = infoGan({
  image: [28, 28, 1],
  prior,
  ...{ baseChannels: 32, mappingLayers: [256], denseUnits: 256, minibatchStdDev: true, seed },
});

const start = performance.now();
for await (const step of trainGan(model, await mnist(), {
  ...{ steps, batch: 64, seed },
  terms: [mutualInformation(prior)],
  regularizers: [r1({ gamma: 1, every: 8 })],
  generatorLearningRate: linearDecay({ from: 1e-3, steps }),
  discriminatorLearningRate: linearDecay({ from: 2e-4, steps }),
})) {
  if (step.step % 250 > 0) continue;
  const entries = Object.entries({ ...step.metrics, ...step.diagnostics });
  console.log(step.step, entries.map(([name, value]) => `${name} ${value.toFixed(3)}`).join(", "));
}
const minutes = (performance.now() - start) / 60_000;

const classifier = await digitClassifier();
/** Samples by category and recognized digit. */
const counts = Array.from({ length: 10 }, countDigits);

/**
 * @param {unknown} _
 * @param {number} category
 */
function countDigits(_, category) {
  const images = tf.tidy(() => {
    const latents = model.latents(1000, { seed: seed + 1 + category });
    return model.decode(prior.withCodes(latents, { categories: [category] }));
  });
  const { frequencies } = classify(classifier, images);
  images.dispose();
  return frequencies.map((share) => Math.round(share * 1000));
}

/**
 * The best assignment of categories to digits, by dynamic programming over sets of digits.
 *
 * @param {number[][]} matches
 */
function bestAssignment(matches) {
  /** @type {Map<number, { total: number, digits: number[] }>} */
  let best = new Map([[0, { total: 0, digits: [] }]]);
  for (const row of matches) {
    const next = new Map();
    for (const [used, { total, digits }] of best) {
      row.forEach((count, digit) => {
        const set = used | (1 << digit);
        if (set === used || total + count <= (next.get(set)?.total ?? -1)) return;
        next.set(set, { total: total + count, digits: [...digits, digit] });
      });
    }
    best = next;
  }
  return /** @type {{ total: number, digits: number[] }} */ ([...best.values()][0]);
}

const { total, digits } = bestAssignment(counts);
const share = total / counts.flat().reduce((sum, count) => sum + count);
const rows = counts.map((row, category) => ({
  category,
  "stands for": digits[category],
  ...Object.fromEntries(row.map((count, digit) => [`is a ${digit}`, count])),
}));
console.table(rows);
console.log(`${(100 * share).toFixed(1)} % of samples are the digit of their category`);
console.log(`${steps} steps, seed ${seed}, ${minutes.toFixed(1)} minutes, ${machine}`);

await mkdir(folder, { recursive: true });
const categories = tf.tidy(() => {
  const latents = model.latents(10, { seed });
  return tf.concat(
    digits.map((_, digit) => {
      const category = digits.indexOf(digit);
      return model.decode(prior.withCodes(latents, { categories: [category] }));
    }),
  );
});
await writeFile(`${folder}/categories.png`, await imageGrid(categories, { columns: 10, scale: 2 }).toPng()); // prettier-ignore
for (const code of [0, 1]) {
  const images = tf.tidy(() => {
    const one = model.latents(1, { seed });
    const values = Array.from({ length: 10 }, (_, step) => -2 + (4 * step) / 9);
    const latents = digits.flatMap((_, digit) =>
      values.map((value) =>
        prior.withCodes(one, {
          categories: [digits.indexOf(digit)],
          continuous: code === 0 ? [value] : [undefined, value],
        }),
      ),
    );
    return model.decode(tf.concat(latents));
  });
  const png = await imageGrid(images, { columns: 10, scale: 2 }).toPng();
  await writeFile(`${folder}/continuous-${code + 1}.png`, png);
  images.dispose();
}
categories.dispose();
