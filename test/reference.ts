/** Compares with the cases that reference.py's `case` has written. */
import * as tf from "@tensorflow/tfjs";
import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** A value with the tensors it is made of and its gradients in them, from an independent source. */
export interface ReferenceCase {
  readonly name: string;
  readonly value: number;
  readonly tensors: Readonly<Record<string, { shape: number[]; values: number[] }>>;
  readonly gradients: Readonly<Record<string, number[]>>;
}

/** The cases of `X.reference.json` beside a test. */
export function readCases(file: string, beside: string): ReferenceCase[] {
  return JSON.parse(readFileSync(new URL(file, beside), "utf8")) as ReferenceCase[];
}

/** |found - expected| / |expected|, and 0 / 0 = 0. */
export function relativeError(found: ArrayLike<number>, expected: readonly number[]): number {
  const difference = Math.hypot(...expected.map((e, i) => e - found[i]!));
  return difference === 0 ? 0 : difference / Math.hypot(...expected);
}

/** Expects a function to have a case's value and gradients, and to leave no tensor behind. */
export function expectCase(
  { tensors, value, gradients }: ReferenceCase,
  compute: (tensors: Record<string, tf.Tensor>) => tf.Scalar,
  tolerance = 1e-5,
): void {
  const names = Object.keys(tensors);
  const differentiated = Object.keys(gradients);
  const inputsByName = Object.fromEntries(
    names.map((name) => [name, tf.tensor(tensors[name]!.values, tensors[name]!.shape)]),
  );
  const before = tf.memory().numTensors;
  const plain = compute(inputsByName);
  expect(tf.memory().numTensors, "tensors, of which the result is one").toBe(before + 1);
  expect(relativeError(plain.dataSync(), [value]), "value").toBeLessThan(tolerance);
  const { grads } = tf.valueAndGrads((...inputs: tf.Tensor[]) =>
    compute({
      ...inputsByName,
      ...Object.fromEntries(differentiated.map((n, i) => [n, inputs[i]!])),
    }),
  )(differentiated.map((name) => inputsByName[name]!));
  differentiated.forEach((name, i) => {
    const error = relativeError(grads[i]!.dataSync(), gradients[name]!);
    expect(error, `gradient of ${name}`).toBeLessThan(tolerance);
  });
  tf.dispose([plain, grads, inputsByName]);
}
