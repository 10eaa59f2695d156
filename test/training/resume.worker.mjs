/**
 * A process that trains a small convolutional GAN with checkpoints, and prints what it has learned:
 * `node resume.worker.mjs FOLDER STEPS EVERY`. Prints a line for every step, and at the end a
 * checksum of all variables.
 */
import { createHash } from "node:crypto";

/** @param {string} entry */
const built = (entry) => import(new URL(`../../dist/${entry}index.js`, import.meta.url).href);
/** @type {typeof import("../../src/index.js")} */
const { checkpoints, ready, tf } = await built("");
/** @type {typeof import("../../src/tensor/index.js")} */
const engine = await built("tensor/");
const { adam, capture, deriveSeed, initializeWeights, randomNormal, trainableVariables } = engine;
/** @type {typeof import("../../src/training/index.js")} */
const { trainingLoop, trainingState } = await built("training/");
/** @type {typeof import("../../src/models/index.js")} */
const { updateEma } = await built("models/");

const [folder = "", steps = "", every = ""] = process.argv.slice(2);
await ready();

const BATCH = 8;
const generator = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 4 * 4 * 4, inputShape: [6] }),
      tf.layers.reshape({ targetShape: [4, 4, 4] }),
      tf.layers.batchNormalization(), // its moving averages are state that no gradient changes
      tf.layers.leakyReLU({ alpha: 0.2 }),
      tf.layers.conv2dTranspose({ filters: 1, kernelSize: 4, strides: 2, padding: "same" }), // [n, 8, 8, 1]
    ],
  });
const g = generator();
initializeWeights(g, 1);
const averaged = generator();
averaged.setWeights(g.getWeights());
const d = tf.sequential({
  layers: [
    tf.layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, inputShape: [8, 8, 1] }),
    tf.layers.leakyReLU({ alpha: 0.2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 1 }),
  ],
});
initializeWeights(d, 2);
const [gAdam, dAdam] = [
  adam({ learningRate: 1e-3, beta1: 0.5 }),
  adam({ learningRate: 1e-3, beta1: 0.5 }),
];
const state = trainingState(
  { generator: g, averaged, discriminator: d },
  { generator: gAdam, discriminator: dAdam },
);

/** @param {import("@tensorflow/tfjs").Scalar} key */
const draw = (key) => randomNormal([BATCH, 6], { seed: deriveSeed(3, "z"), step: key });
/**
 * @param {import("@tensorflow/tfjs").Tensor} logits
 * @param {number} sign
 */
const loss = (logits, sign) => tf.softplus(logits.mul(sign)).mean().asScalar();
/**
 * @param {import("@tensorflow/tfjs").LayersModel} network
 * @param {import("@tensorflow/tfjs").Tensor} input
 */
const apply = (network, input) =>
  /** @type {import("@tensorflow/tfjs").Tensor} */ (network.apply(input, { training: true }));

/** @param {boolean} regularized */
const stepWith = (regularized) =>
  capture(
    /**
     * @param {import("@tensorflow/tfjs").Scalar} key
     * @param {import("@tensorflow/tfjs").Scalar} step
     * @param {import("@tensorflow/tfjs").Scalar} rate
     */
    (key, step, rate) => {
      const noise = randomNormal([BATCH, 8, 8, 1], { seed: deriveSeed(3, "x"), step: key });
      const real = tf.sin(noise.add(1).mul(0.7).mul(0.9));
      const fake = apply(g, draw(key));
      const onD = tf.variableGrads(() => {
        const sum = loss(apply(d, real), -1).add(loss(apply(d, fake), 1));
        if (!regularized) return /** @type {import("@tensorflow/tfjs").Scalar} */ (sum);
        const slope = tf.grad((x) => apply(d, x).sum())(real);
        return sum.add(slope.square().mean()).asScalar();
      }, trainableVariables(d));
      dAdam.applyGradients(onD.grads, rate);
      const onG = tf.variableGrads(
        () => loss(apply(d, apply(g, draw(key))), -1),
        trainableVariables(g),
      );
      gAdam.applyGradients(onG.grads, rate);
      updateEma(trainableVariables(averaged), trainableVariables(g), step, 0.99);
      return tf.stack([onD.value, onG.value]);
    },
  );
const [plain, regularized] = [stepWith(false), stepWith(true)];

const run = {
  state,
  identity: { model: "worker", batch: BATCH },
  /** @param {import("../../src/training/step.js").StepContext} turn */
  runStep({ step, key }) {
    const figures = (step % 4 === 0 ? regularized : plain)(key, step, 1e-3 / (1 + step / 50));
    const [onD, onG] = figures.dataSync();
    figures.dispose();
    return { metrics: { "discriminator loss": onD ?? NaN, "generator loss": onG ?? NaN } };
  },
  release() {},
};
const options = {
  steps: Number(steps),
  checkpoints: checkpoints(folder, { every: Number(every) }),
};
for await (const { step } of trainingLoop(options, run)) console.log(`step ${step}`);
const hash = createHash("sha256");
for (const variable of Object.values(state))
  hash.update(new Uint8Array(variable.dataSync().buffer));
console.log(`state ${hash.digest("hex")}`);
