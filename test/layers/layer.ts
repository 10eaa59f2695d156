/** Shared by the tests of layers. */
import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";

/** A network of one layer. */
export function networkOf(layer: tf.layers.Layer, ...shapes: number[][]): tf.LayersModel {
  const inputs = shapes.map((shape) => tf.input({ shape }));
  const outputs = layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor;
  return tf.model({ inputs, outputs });
}

/** Expects values up to a share of the largest one. */
export function expectClose(
  found: tf.Tensor,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  const values = found.dataSync<"float32">();
  expect(values.length).toBe(expected.length);
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  values.forEach((value, i) =>
    expect(Math.abs(value - expected[i]!) / scale).toBeLessThan(tolerance),
  );
}
