/**
 * The cost of capture and bfloat16 in quality: the same convolutional VAE (Kingma and Welling 2014)
 * is trained on MNIST step by step as TF.js does it, captured, and captured in bfloat16, for
 * several seeds, and judged in float32 on the 10,000 test images.
 *
 *     npm run build && node bench/quality.mjs
 *
 * writes bench/quality.json.
 */
import { renameSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { mnist, tf } from "../dist/index.js";
import {
  adam,
  capture,
  deriveSeed,
  initializeWeights,
  randomNormal,
  randomPermutation,
  ready,
  supportsBfloat16,
  trainableVariables,
} from "../dist/tensor/index.js";

const seeds = [1, 2, 3];
const [batch, epochs, latent] = [128, 2, 16];

/** @param {number} seed */
function networks(seed) {
  const { layers } = tf;
  const halve = /** @type {const} */ ({ kernelSize: 3, strides: 2, padding: "same" });
  const relu = /** @type {const} */ ({ activation: "relu" });
  const encoder = tf.sequential({
    layers: [
      layers.conv2d({ filters: 32, inputShape: [28, 28, 1], ...halve, ...relu }),
      layers.conv2d({ filters: 64, ...halve, ...relu }),
      layers.flatten(),
      layers.dense({ units: 2 * latent }),
    ],
  });
  const decoder = tf.sequential({
    layers: [
      layers.dense({ units: 7 * 7 * 64, inputShape: [latent], ...relu }),
      layers.reshape({ targetShape: [7, 7, 64] }),
      layers.conv2dTranspose({ filters: 64, ...halve, ...relu }),
      layers.conv2dTranspose({ filters: 32, ...halve, ...relu }),
      layers.conv2d({ filters: 1, kernelSize: 3, padding: "same" }),
    ],
  });
  initializeWeights(encoder, deriveSeed(seed, "encoder"));
  initializeWeights(decoder, deriveSeed(seed, "decoder"));
  return { encoder, decoder };
}

/**
 * The negative evidence lower bound in nats, averaged over the batch: cross-entropy of the pixels,
 * taken as probabilities, and the divergence of q(z|x) from the standard normal.
 *
 * @param {ReturnType<typeof networks>} model
 * @param {import("@tensorflow/tfjs").Tensor4D} images [n, 28, 28, 1] in [-1, 1]
 * @param {import("@tensorflow/tfjs").Tensor} noise [n, latent], standard normal
 * @returns {import("@tensorflow/tfjs").Scalar}
 */
function negativeElbo({ encoder, decoder }, images, noise) {
  const code = /** @type {import("@tensorflow/tfjs").Tensor} */ (encoder.apply(images));
  const [mean, logVariance] =
    /** @type {[import("@tensorflow/tfjs").Tensor2D, import("@tensorflow/tfjs").Tensor2D]} */ (
      tf.split(code, 2, 1)
    );
  const z = mean.add(noise.mul(logVariance.div(2).exp()));
  const logits = /** @type {import("@tensorflow/tfjs").Tensor} */ (decoder.apply(z));
  const pixels = images.add(1).div(2);
  const reconstruction = tf.softplus(logits).sub(pixels.mul(logits)).sum();
  const divergence = mean.square().add(logVariance.exp()).sub(logVariance).sub(1).sum().div(2);
  return reconstruction.add(divergence).div(images.shape[0]).asScalar();
}

/** @param {import("@tensorflow/tfjs").Scalar} scalar freed */
function read(scalar) {
  const value = Number(scalar.dataSync()[0]);
  scalar.dispose();
  return value;
}

/**
 * @param {"eager" | "captured" | "captured, bfloat16"} variant
 * @param {number} seed
 */
function train(variant, seed) {
  const model = networks(seed);
  const variables = [model.encoder, model.decoder].flatMap((network) =>
    trainableVariables(network),
  );
  const optimizer = adam({ learningRate: 1e-3 });
  const noiseSeed = deriveSeed(seed, "noise");
  /** @param {import("@tensorflow/tfjs").Tensor4D} images @param {import("@tensorflow/tfjs").Scalar} step */
  const update = (images, step) => {
    const noise = randomNormal([batch, latent], { seed: noiseSeed, step });
    const { value, grads } = tf.variableGrads(() => negativeElbo(model, images, noise), variables);
    optimizer.applyGradients(grads);
    return value;
  };
  const precision = variant === "captured, bfloat16" ? "bfloat16" : "float32";
  const captured = capture(update, { precision });
  const run =
    variant === "eager"
      ? (/** @type {any} */ images, /** @type {number} */ step) => update(images, tf.scalar(step))
      : captured;

  const perEpoch = Math.floor(digits.size / batch);
  /** @type {number[]} */
  const losses = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const permutation = randomPermutation(digits.size, {
      seed: deriveSeed(seed, "order"),
      step: epoch,
    });
    const order = [...permutation.dataSync()];
    permutation.dispose();
    for (let index = 0; index < perEpoch; index++) {
      const images = digits.images(order.slice(index * batch, (index + 1) * batch));
      losses.push(read(tf.tidy(() => run(images, epoch * perEpoch + index))));
      images.dispose();
    }
  }
  const result = {
    variant,
    seed,
    firstLosses: losses.slice(0, 8),
    testLoss: evaluate(model, seed),
  };
  captured.dispose();
  optimizer.dispose();
  for (const network of [model.encoder, model.decoder]) network.dispose();
  return result;
}

/** @param {ReturnType<typeof networks>} model @param {number} seed */
function evaluate(model, seed) {
  const parts = Array.from({ length: held.size / 1000 }, (_, part) =>
    read(
      tf.tidy(() => {
        const images = held.images(Array.from({ length: 1000 }, (_, i) => part * 1000 + i));
        const noise = randomNormal([1000, latent], { seed: deriveSeed(seed, "test"), step: part });
        return negativeElbo(model, images, noise);
      }),
    ),
  );
  return parts.reduce((sum, part) => sum + part, 0) / parts.length;
}

await ready();
const [digits, held] = [await mnist(), await mnist({ split: "test" })];
const variants = /** @type {const} */ ([
  "eager",
  "captured",
  ...(supportsBfloat16() ? ["captured, bfloat16"] : []),
]);
const runs = [];
for (const seed of seeds) {
  for (const variant of variants) {
    const run = train(/** @type {any} */ (variant), seed);
    console.log(`${variant}, seed ${seed}: ${run.testLoss.toFixed(3)} nats on the test images`);
    runs.push(run);
  }
}
const file = fileURLToPath(new URL("quality.json", import.meta.url));
const report = { machine: cpus()[0]?.model, node: process.version, batch, epochs, latent, runs };
writeFileSync(`${file}.part`, `${JSON.stringify(report, null, 2)}\n`);
renameSync(`${file}.part`, file);
