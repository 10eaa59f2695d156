/**
 * A process that trains a point with noise and prints each step: `node kill.worker.mjs FOLDER STEPS EVERY
 * SEED`, `-` for no folder. Two of its steps are NaN at the first attempt, so that the run goes back. At
 * the end it prints a checksum of all variables, Adam's included.
 */
import { createHash } from "node:crypto";

/** @param {string} entry */
const built = (entry) => import(new URL(`../../dist/${entry}/index.js`, import.meta.url).href);
/** @type {typeof import("../../src/tensor/index.js")} */
const { adam, randomNormal, ready } = await built("tensor");
/** @type {typeof import("../../src/training/index.js")} */
const { checkpoints, phasedRun, trainingDoctor, trainingLoop } = await built("training");
const tf = await import("@tensorflow/tfjs");

const [folder = "-", steps = "", every = "", seed = ""] = process.argv.slice(2);
await ready();
const point = tf.tidy(() => tf.variable(tf.zeros([8])));
let attempt = 0;
const BROKEN = [70, 400]; // steps, one for each attempt
/** @typedef {import("@tensorflow/tfjs").Tensor} Tensor */
/** @type {import("../../src/training/index.js").Phase<{ scale: Tensor }, Tensor, Tensor>} */
const phase = {
  name: "point",
  trains: [point],
  optimizer: adam(),
  learningRate: (step) => 0.1 / Math.sqrt(step),
  inputs: ({ scale }, context) => randomNormal([8], context.key("noise")).mul(scale),
  forward: (noise) => point.sub(noise).square(),
  terms: [{ name: "distance", value: (squares) => squares.mean().asScalar() }],
};
const run = phasedRun({
  phases: [phase],
  variables: { point },
  batch: (index) => {
    attempt = Math.floor(index / 2 ** 24);
    return { scale: tf.scalar((index % 2 ** 24) + 1 === BROKEN[attempt] ? NaN : 1) };
  },
  identity: {},
  seed: Number(seed),
});
const options = {
  steps: Number(steps),
  ...(folder === "-" ? {} : { checkpoints: checkpoints(folder, { every: Number(every) }) }),
  doctor: trainingDoctor({ snapshotEvery: 20, silent: true }),
};
for await (const { step } of trainingLoop(options, run)) {
  console.log(`attempt ${attempt} step ${step}`); // its checkpoint is on the disk
  if (step === options.steps) {
    const hash = createHash("sha256");
    for (const variable of Object.values(run.state)) {
      hash.update(new Uint8Array(variable.dataSync().buffer));
    }
    console.log(`state ${hash.digest("hex")}`);
  }
}
