/** Ganvas: captured steps in float32 or bfloat16, or eager ones, by the variant in the arguments. */
import {
  batchNormalization,
  capture,
  randomNormal,
  randomUniform,
  ready,
  tf,
} from "../../dist/index.js";
import { adam, deriveSeed } from "../../dist/tensor/index.js";
import { operations } from "./javascript/operations.mjs";
import { serve } from "./serve.mjs";

const seed = 7;
const variant = process.argv[2];

const toolkit = {
  tf,
  adam,
  batchNormalization,
  leakyReLU: () => tf.layers.leakyReLU({ alpha: 0.2 }),
  leakyReLUTwice: () => tf.layers.leakyReLU({ alpha: 0.2 }),
};

/** @typedef {import("../../dist/index.js").tf.Scalar} Scalar */

/**
 * @param {number | Scalar} step
 * @returns {import("./javascript/training.mjs").Noise}
 */
const keyed = (step) => ({
  normal: (name, shape) => randomNormal(shape, { seed: deriveSeed(seed, name), step }),
  uniform: (name, shape) => randomUniform(shape, { seed: deriveSeed(seed, name), step }),
});

/** @type {import("./javascript/operations.mjs").Compile} */
function compile(workload, given) {
  let number = 0;
  if (variant === "ganvas-eager") {
    return () => tf.tidy(() => workload.step(given ?? keyed(number++), ...workload.inputs));
  }
  const precision = variant === "ganvas-bf16" ? "bfloat16" : "float32";
  /** @param {Scalar} number @param {import("./javascript/training.mjs").Tensor[]} inputs */
  const run = (number, ...inputs) => workload.step(given ?? keyed(number), ...inputs);
  const step = capture(run, { precision });
  return () => step(number++, ...workload.inputs);
}

await ready();
await serve(operations(toolkit, compile));
