// Trains the generator of digits that ships with Ganvas and writes data/digit-generator, with the
// metrics of its samples on the card. Its networks are lesson 02's, with a deeper map from the latent
// vector, so that fewer samples fall between two digits. A run that was interrupted resumes; the
// card's seconds are those since the last start.
//   npm run build && node scripts/train/digit-generator.mjs [--steps 70000] [--seed 7]
import { fileURLToPath } from "node:url";
import {
  checkpoints,
  digitClassifier,
  evaluate,
  exportModel,
  loadGenerator,
  mnist,
  trainGan,
} from "../../dist/index.js";
import { featuresOf } from "../../dist/metrics/index.js";
import { digitGan, network, recipe } from "../measure/digit-recipe.mjs";
import { machine, trainingArguments } from "../run.mjs";

const { steps, seed } = trainingArguments(70_000);
const train = await mnist();
const model = digitGan({ seed, network: { mappingLayers: [256, 256, 256] } });
const runFolder = `.ganvas/runs/digit-generator-${steps}-${seed}`;

let seconds = 0;
const options = { ...recipe(steps, seed), checkpoints: checkpoints(runFolder, { every: 5000 }) };
for await (const step of trainGan(model, train, options)) {
  seconds = step.secondsElapsed;
  if (step.step % 1000 === 0) {
    console.log(`step ${step.step}/${steps}, ${Math.round(step.secondsLeft)} s left`);
  }
}

// The shipped form is evaluated: the averaged generator, with weights of 16 bits.
const half = /** @type {const} */ ({ weights: "float16" });
await exportModel(`${runFolder}-export`, model, {}, half);
const generator = await loadGenerator(`${runFolder}-export`, {
  image: network.image,
  latent: network.latent,
});

const extractor = await digitClassifier();
const reference = await featuresOf(extractor, await mnist({ split: "test" }));
const floor = await evaluate(train, { extractor, reference });
const evaluation = await evaluate(generator, { extractor, reference, floor });
console.log(String(evaluation.table()));
const { scores, judgment } = evaluation;
const { confident = NaN, frequencies = [] } = judgment ?? {};

const metrics = {
  "share over 0.9": confident,
  "rarest class": Math.min(...frequencies),
  "most frequent class": Math.max(...frequencies),
  "Fréchet distance": scores.frechet.value,
  "Fréchet distance of real images": floor.scores.frechet.value,
  precision: scores.precision.value,
  recall: scores.recall.value,
  density: scores.density.value,
  coverage: scores.coverage.value,
};

const card = {
  name: "digit generator",
  command: `npm run build && node scripts/train/digit-generator.mjs --steps ${steps} --seed ${seed}`,
  ...{ seed, steps, seconds: Math.round(seconds) },
  machine,
  metrics: Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, Number(value.toFixed(4))]),
  ),
};
const folder = fileURLToPath(new URL("../../data/digit-generator", import.meta.url));
await exportModel(folder, generator, card, half);
