// Gradients by integers and booleans, which TF.js takes for the numbers that they stand for.
import "../portable.js"; // first: the portable backend, also beside the native one
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { backendName, ready } from "../../../src/tensor/index.js";

await ready();
const backends = backendName() === "wasm" ? ["wasm"] : ["tensorflow", "wasm"];

describe.each(backends)("gradients on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  const gradients = (f: (...x: tf.Tensor[]) => tf.Tensor, ...at: tf.Tensor[]) =>
    tf.tidy(() =>
      tf
        .grads(f)(at)
        .map((g) => [...g.dataSync()]),
    );
  const bools = (...values: boolean[]) => tf.tensor1d(values, "bool");

  test("of a quotient of integers are those of real numbers, beyond the range of squares", () => {
    const a = tf.tensor1d([10, 300_000], "int32");
    const b = tf.tensor1d([4, 100_000], "int32");
    const [da, db] = gradients((x, y) => tf.div(x, y), a, b);
    expect(da).toEqual([0.25, Math.fround(1e-5)]);
    expect(db![0]).toBeCloseTo(-10 / 16, 6);
    expect(db![1]! / -3e-5).toBeCloseTo(1, 6);
  });

  test("pass a cast that does not round, and end at one that does", () => {
    expect(gradients((x) => tf.sum(x), bools(true, false))).toEqual([[1, 1]]);
    expect(gradients((x) => tf.mean(tf.cast(x, "float32")), bools(true, false))).toEqual([
      [0.5, 0.5],
    ]);
    const integers = tf.tensor1d([2, 3], "int32");
    expect(gradients((x) => tf.square(tf.cast(x, "float32")), integers)).toEqual([[4, 6]]);
    const numbers = tf.tensor1d([2.5, 3.5]);
    expect(gradients((x) => tf.cast(x, "int32"), numbers)).toEqual([[0, 0]]);
    expect(gradients((x) => tf.cast(tf.cast(x, "bool"), "float32"), numbers)).toEqual([[0, 0]]);
  });

  test("do not exist by the booleans that logic is given", () => {
    const given = bools(true, false);
    const both = (x: tf.Tensor) => tf.logicalAnd(x, bools(true, true));
    expect(() => gradients(both, given)).toThrow("LogicalAnd takes a bool tensor");
    expect(() => gradients((x) => tf.sum(both(x)), given)).toThrow("LogicalAnd");
    const [reshaped] = gradients((x) => tf.sum(tf.logicalNot(tf.reshape(x, [1, 2]))), given);
    expect(reshaped).toEqual([NaN, NaN]);
  });

  test("are zero by the numbers that logic compares, also beside a given mask", () => {
    const mask = bools(true, false);
    const inside = (x: tf.Tensor) =>
      tf.logicalAnd(tf.logicalOr(mask, tf.less(x, 1)), tf.logicalNot(tf.greater(x, 9)));
    const x = tf.tensor1d([2, 3]);
    expect(gradients((z) => tf.mul(z, tf.cast(inside(z), "float32")), x)).toEqual([[1, 0]]);
    expect(gradients((z) => tf.where(inside(z), tf.square(z), z), x)).toEqual([[4, 1]]);
  });
});
