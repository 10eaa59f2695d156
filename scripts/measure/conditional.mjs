// Accuracy of conditional GANs: whether they draw the class that was asked for. Prints a Markdown table and writes
// conditional-DATA.json beside this file. Fashion-MNIST is downloaded, or found in GANVAS_DATA.
//   npm run build && node scripts/measure/conditional.mjs [--data mnist|fashion] [--steps 5000]
import {
  acgan,
  conditionalGan,
  digitClassifier,
  evaluate,
  fashionClassifier,
  fashionMnist,
  classify,
  mnist,
  projectionGan,
  trainGan,
} from "../../dist/index.js";
import { conditionalAccuracy, featuresOf } from "../../dist/metrics/index.js";
import { trainingArguments } from "../run.mjs";
import { network, recipe } from "./digit-recipe.mjs";
import { markdown, measureAll, percent } from "./records.mjs";

const { steps, seed, data } = trainingArguments(5000, "mnist");
const fashion = data === "fashion";
const load = fashion ? fashionMnist : mnist;
const train = await load();
const extractor = await (fashion ? fashionClassifier() : digitClassifier());
const test = await load({ split: "test" });
const reference = await featuresOf(extractor, test);
const count = 10_000;

const makers = {
  "projection discriminator": projectionGan,
  concatenation: conditionalGan,
  "auxiliary classifier": acgan,
};
/** @typedef {keyof typeof makers} Kind */

/** @param {{ kind: Kind }} task */
async function measure({ kind }) {
  const model = makers[kind]({ ...network, classes: 10, seed });
  let seconds = 0;
  for await (const step of trainGan(model, train, recipe(steps, seed))) {
    seconds = step.secondsElapsed;
  }
  const labels = Uint8Array.from({ length: count }, (_, image) => image % 10);
  const samples = model.sample(count, { seed: 1, labels });
  const { scores, judgment, accuracy } = await evaluate(samples, { extractor, reference, labels });
  samples.dispose();
  model.dispose();
  return {
    obeyed: accuracy ?? NaN,
    confident: judgment?.confident ?? NaN,
    frechet: scores.frechet.value,
    seconds: Math.round(seconds),
  };
}

const measured = await measureAll({
  name: `conditional-${data}`,
  card: {
    command: `npm run build && node scripts/measure/conditional.mjs --data ${data} --steps ${steps} --seed ${seed}`,
    settings: { steps, batch: 64, samples: count },
  },
  tasks: /** @type {Kind[]} */ (Object.keys(makers)).map((kind) => ({ kind, steps, seed })),
  measure,
});

// The classifier's predictions for real images, and the distance of training images from the test's.
const testImages = test.images();
const real = classify(extractor, testImages);
testImages.dispose();
const floor = await evaluate(train, { extractor, reference });
/** @type {(string | number)[]} */
const realRow = [
  "real images",
  ...[conditionalAccuracy(real, test.labels), real.confident].map(percent),
  floor.scores.frechet.value.toFixed(1),
  "",
];
const rows = measured.map((one) => [
  one.kind,
  ...[one.obeyed, one.confident].map(percent),
  one.frechet.toFixed(1),
  one.seconds,
]);
console.log(
  markdown(
    ["discriminator", "class asked for", "over 0.9", "Fréchet", "seconds"],
    [...rows, realRow],
  ),
);
