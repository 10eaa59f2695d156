/**
 * A process that trains a conditional GAN with all that a checkpoint has to remember, and prints what
 * it has learned: `node resume.worker.mjs FOLDER STEPS`. Prints a line for every step, and at the end a checksum of all variables and of samples.
 */
import { createHash } from "node:crypto";

/** @type {typeof import("../../src/index.js")} */
const ganvas = await import(new URL("../../dist/index.js", import.meta.url).href);
const { checkpoints, conditionalGan, cosineDecay, Dataset, diffAugment } = ganvas;
const { labelSmoothing, nonSaturating, r1, ready, trainGan } = ganvas;

const [folder = "", steps = ""] = process.argv.slice(2);
await ready();

const stripes = new Dataset({
  name: "stripes",
  image: [8, 8, 1],
  pixels: Uint8Array.from({ length: 40 * 64 }, (_, i) =>
    (i & 7) >> 1 === (i >> 6) % 4 ? 230 : i % 50,
  ),
  labels: Uint8Array.from({ length: 40 }, (_, i) => i % 4),
  classes: ["a", "b", "c", "d"],
});
const model = conditionalGan({
  ...{ image: [8, 8, 1], latent: 5, classes: 4, seed: 3 },
  ...{ baseChannels: 4, backbone: "resnet", normalization: "batch" },
});
/** @type {import("../../src/index.js").TrainGanOptions<"non-saturating">} */
const options = {
  steps: Number(steps),
  batch: 6, // 6 batches an epoch, and 4 images left over
  loss: labelSmoothing(nonSaturating),
  regularizers: [r1({ gamma: 1, every: 3 })],
  augmentation: diffAugment("color", "translation"),
  discriminatorSteps: 2,
  generatorLearningRate: cosineDecay({ from: 1e-3, steps: 40 }),
  emaDecay: 0.9,
  checkpoints: checkpoints(folder, { every: 100 }),
  doctor: false,
};
console.warn = () => {}; // batch norm under R1, on purpose
for await (const { step, metrics } of trainGan(model, stripes, options)) {
  console.log(`step ${step} ${JSON.stringify(metrics)}`);
}
const hash = createHash("sha256");
const samples = model.sample(6, { labels: [0, 1, 2, 3, 0, 1] });
for (const { network } of [model.generator, model.ema, model.discriminator]) {
  for (const weight of network.getWeights()) hash.update(new Uint8Array(weight.dataSync().buffer));
}
hash.update(new Uint8Array(samples.dataSync().buffer));
console.log(`state ${hash.digest("hex")}`);
