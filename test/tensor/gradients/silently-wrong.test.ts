// The second derivatives that TF.js 4.22 gets wrong without a word: of kernels that save their output.
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { backendName, ready } from "../../../src/tensor/index.js";
import { slopePenalties } from "./slope-penalties.mjs";

await ready();
const NAMES = ["tanh", "elu", "swish", "sigmoid"];
const backends = backendName() === "wasm" ? ["wasm"] : ["tensorflow", "wasm"];

const relativeError = ({ tape, difference }: { tape: number; difference: number }) =>
  Math.abs(tape - difference) / Math.abs(difference);

test.each(backends)(
  "tanh, elu, swish and sigmoid inside a penalty are right on %s",
  async (name) => {
    await tf.setBackend(name);
    const results = slopePenalties(tf);
    expect(Object.keys(results)).toEqual(NAMES);
    for (const result of Object.values(results)) expect(relativeError(result)).toBeLessThan(1e-3);
  },
);

test("so are users' own gradients that save an output", () => {
  const tanh = tf.customGrad((x, save) => {
    const y = tf.tanh(x as tf.Tensor);
    (save as unknown as (tensors: tf.Tensor[]) => void)([y]);
    return { value: y, gradFunc: (dy, [saved]) => tf.mul(dy, tf.sub(1, tf.square(saved!))) };
  });
  const second = tf.grad((x) => tf.grad((z) => tanh(z))(x))(tf.scalar(0.5));
  const y = Math.tanh(0.5);
  expect(second.dataSync()[0]).toBeCloseTo(-2 * y * (1 - y * y), 5);
  second.dispose();
});

// When this fails, TF.js has mended its tape: then `reorder` in tape.ts may go.
test("TF.js itself still gets all four wrong", async () => {
  const script = fileURLToPath(new URL("./stock.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  const results = JSON.parse(stdout.trim().split("\n").at(-1)!) as ReturnType<
    typeof slopePenalties
  >;
  expect(Object.keys(results)).toEqual(NAMES);
  for (const result of Object.values(results)) expect(relativeError(result)).toBeGreaterThan(0.1);
});

test("what cannot be differentiated throws with its name", async () => {
  await tf.setBackend(backends[0]!);
  const once = (x: tf.Tensor) => tf.sum(tf.topk(x, 2).values);
  expect(() => tf.grad(once)(tf.tensor1d([3, 1, 2]))).toThrow("TopK");
  const twice = (x: tf.Tensor) =>
    tf.sum(tf.grad((z) => tf.square(tf.localResponseNormalization(z as tf.Tensor4D)))(x));
  expect(() => tf.grad(twice)(tf.ones([1, 2, 2, 3]))).toThrow("LRNGrad");
});
