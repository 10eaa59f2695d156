/** Functions of one tensor whose stock gradients are dearer than need be, or wrong. */
import * as tf from "@tensorflow/tfjs";
import { defineGradient } from "./define.js";

/** Defines a gradient by the derivative as a function of the kernel's output. */
function byOutput(kernelName: string, gradient: (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor): void {
  defineGradient(kernelName, { outputs: [true] }, (dy, [y]) => ({ x: () => gradient(dy, y!) }));
}

byOutput("Sqrt", (dy, y) => tf.div(tf.mul(dy, 0.5), y));
byOutput("Rsqrt", (dy, y) => tf.mul(dy, tf.mul(tf.mul(tf.square(y), y), -0.5)));
byOutput("Reciprocal", (dy, y) => tf.neg(tf.mul(dy, tf.square(y))));

defineGradient("Abs", { inputs: ["x"] }, (dy, [x]) => ({
  x: () => tf.mul(dy, tf.sign(tf.cast(x!, "float32"))),
}));
