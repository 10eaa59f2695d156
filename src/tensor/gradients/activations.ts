/** Activations: their native gradient kernels, and the gradients of those. */
import * as tf from "@tensorflow/tfjs";
import { nativeOp, type OpAttribute } from "../native.js";
import { defineGradient, defineKernel, runKernel } from "./define.js";
import { zero } from "./zero.js";

interface LeakyAttributes {
  readonly alpha: number;
}

interface Activation {
  /** The argument of the derivative: the activation's input or its output. */
  readonly of: "x" | "y";
  /** Whether TensorFlow's kernel takes (y, dy) rather than (dy, s). */
  readonly reversed?: boolean;
  readonly attributes?: (attributes: LeakyAttributes) => Record<string, OpAttribute>;
  /** The derivative, as a function of `of`. */
  derivative(s: tf.Tensor, attributes: LeakyAttributes): tf.Tensor;
  /** The derivative's derivative by `of`; absent where that is zero. */
  curvature?(s: tf.Tensor): tf.Tensor;
}

// Klambauer et al. 2017, as in TensorFlow.
const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

const positive = (s: tf.Tensor) => tf.cast(tf.greater(s, 0), "float32");
const negative = (s: tf.Tensor) => tf.cast(tf.less(s, 0), "float32");

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  Relu: { of: "y", derivative: positive },
  Relu6: { of: "y", derivative: (y) => tf.mul(positive(y), tf.cast(tf.less(y, 6), "float32")) },
  LeakyRelu: {
    of: "x",
    attributes: ({ alpha }) => ({ alpha: { float: alpha } }),
    derivative: (x, { alpha }) => tf.add(tf.mul(positive(x), 1 - alpha), alpha),
  },
  Tanh: {
    of: "y",
    reversed: true,
    derivative: (y) => tf.sub(1, tf.square(y)),
    curvature: (y) => tf.mul(y, -2),
  },
  Sigmoid: {
    of: "y",
    reversed: true,
    derivative: (y) => tf.mul(y, tf.sub(1, y)),
    curvature: (y) => tf.sub(1, tf.mul(y, 2)),
  },
  Softplus: {
    of: "x",
    derivative: (x) => tf.sigmoid(x),
    curvature: (x) => tf.mul(tf.sigmoid(x), tf.sigmoid(tf.neg(x))),
  },
  Elu: {
    of: "y",
    derivative: (y) => tf.add(tf.minimum(y, 0), 1),
    curvature: negative,
  },
  Selu: {
    of: "y",
    derivative: (y) =>
      tf.where(tf.less(y, 0), tf.add(y, SELU_SCALE_ALPHA), tf.fill(y.shape, SELU_SCALE)),
    curvature: negative,
  },
};

for (const [name, activation] of Object.entries(ACTIVATIONS)) {
  const { of, reversed, derivative, curvature } = activation;
  const gradName = `${name}Grad`;
  const run = (dy: tf.Tensor, s: tf.Tensor, attributes: LeakyAttributes) =>
    runKernel(gradName, { dy, [of]: s }, attributes);

  defineKernel<LeakyAttributes>(gradName, {
    native: (inputs, attributes) => {
      const dy = inputs.dy!;
      const s = inputs[of]!;
      const opAttributes = { T: "float32" as const, ...activation.attributes?.(attributes) };
      return nativeOp(gradName, opAttributes, reversed ? [s, dy] : [dy, s])[0]!;
    },
    portable: (inputs, attributes) => tf.mul(inputs.dy!, derivative(inputs[of]!, attributes)),
  });
  defineGradient<LeakyAttributes>(
    name,
    of === "x" ? { inputs: ["x"] } : { outputs: [true] },
    (dy, [s], attributes) => ({ x: () => run(dy, s!, attributes) }),
  );
  defineGradient<LeakyAttributes>(gradName, { inputs: ["dy", of] }, (ddx, [dy, s], attributes) => ({
    dy: () => run(ddx, s!, attributes),
    [of]: () => (curvature ? tf.mul(ddx, tf.mul(dy!, curvature(s!))) : zero(s!.shape)),
  }));
}
