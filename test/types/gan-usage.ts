// The examples of docs/gan.md, as a user's program has them.
import {
  checkpoints,
  compareScores,
  cosineDecay,
  diffAugment,
  digitClassifier,
  evaluate,
  exportModel,
  forecast,
  ganRun,
  hinge,
  imageGrid,
  jsonLog,
  latentDirections,
  latentWalk,
  lossChart,
  mnist,
  nearestNeighbors,
  projectionGan,
  r1,
  trainGan,
} from "ganvas";

const data = await mnist();
const test = await mnist({ split: "test" });
const model = projectionGan({ image: [28, 28, 1], latent: 64, classes: 10, seed: 7 });
const chart = lossChart();
for await (const step of trainGan(model, data, { steps: 4000 })) {
  chart.add(step);
  const std: number | undefined = step.diagnostics["std of samples"];
  const advice: readonly { message: string }[] = step.advice;
  void [std, advice];
}
imageGrid(model.sample(80, { labels: 3 }));
// @ts-expect-error labels are indices of classes, not their names
model.sample(80, { labels: "3" });

const options = {
  steps: 10_000,
  loss: hinge,
  regularizers: [r1({ gamma: 1, every: 8 })],
  augmentation: diffAugment("translation", "cutout"),
  discriminatorSteps: 1,
  generatorLearningRate: 2e-4,
  discriminatorLearningRate: cosineDecay({ from: 4e-4, steps: 10_000 }),
  checkpoints: checkpoints("runs/digits"),
  log: jsonLog("runs/digits.jsonl"),
};
const sentence: string = String(await forecast(options, ganRun(model, data, options)));
for await (const step of trainGan(model, data, options)) chart.add(step);

const extractor = await digitClassifier();
const floor = await evaluate(data, { extractor, reference: test });
const report = await evaluate(model, { extractor, reference: test, floor });
void [sentence, report, compareScores];

const three = model.forClass(3);
const walk = latentWalk(three, { through: 5 });
const { directions } = latentDirections(three, 3);
const images = model.sample(8);
const neighbors = nearestNeighbors(images, data, { k: 3 });
await exportModel("exported/digits", model);
void [walk, directions, neighbors];
