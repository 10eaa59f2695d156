import * as tf from "@tensorflow/tfjs";
import { nativeOp } from "../native.js";
import { defineGradient, defineKernel, runKernel } from "./define.js";

/** The gradient of a bias: the sum over all axes but the last. */
defineKernel("BiasAddGrad", {
  native: ({ dy }) =>
    nativeOp("BiasAddGrad", { T: "float32", data_format: { text: "NHWC" } }, [dy!])[0]!,
  portable: ({ dy }) => tf.sum(tf.reshape(dy!, [-1, dy!.shape.at(-1)!]), 0),
});
defineGradient("BiasAddGrad", { inputs: ["dy"] }, (ddb, [dy]) => ({
  dy: () => tf.broadcastTo(ddb, dy!.shape),
}));

/**
 * Sums a gradient over the axes along which an input was broadcast.
 *
 * @param dy the gradient, of the broadcast shape
 * @param shape of the input
 */
export function sumTo(dy: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (tf.util.arraysEqual(dy.shape, [...shape])) return tf.clone(dy);
  if (isBias(shape, dy.shape)) return tf.reshape(runKernel("BiasAddGrad", { dy }), [...shape]);
  const added = dy.rank - shape.length;
  const axes = dy.shape.map((_, axis) => axis).filter((axis) => (shape[axis - added] ?? 1) === 1);
  return tf.reshape(tf.sum(dy, axes), [...shape]);
}

/** Whether a tensor of this shape has one number for each channel (the last axis) of the other. */
function isBias(shape: readonly number[], of: readonly number[]): boolean {
  const channels = of.at(-1);
  return of.length > 1 && shape.at(-1) === channels && shape.slice(0, -1).every((n) => n === 1);
}
