/** Sums, products and their like, matrix products among them, with broadcasting. */
import * as tf from "@tensorflow/tfjs";
import { defineGradient } from "./define.js";
import { sumTo } from "./broadcast.js";

type Partial = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor, y: tf.Tensor) => tf.Tensor;

/** Defines the gradient of a function of two tensors that broadcast, by its partial derivatives. */
function defineBinary(kernelName: string, byA: Partial, byB: Partial, needsOutput = false): void {
  const saved = { inputs: ["a", "b"], outputs: [needsOutput] };
  defineGradient(kernelName, saved, (dy, tensors) => {
    const [a, b, y] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor];
    return {
      a: () => sumTo(byA(dy, a, b, y), a.shape),
      b: () => sumTo(byB(dy, a, b, y), b.shape),
    };
  });
}

const mask = (condition: tf.Tensor) => tf.cast(condition, "float32");
const float = (tensor: tf.Tensor) =>
  tensor.dtype === "float32" ? tensor : tf.cast(tensor, "float32");

defineBinary(
  "Add",
  (dy) => dy,
  (dy) => dy,
);
defineBinary(
  "Multiply",
  (dy, _, b) => tf.mul(dy, float(b)),
  (dy, a) => tf.mul(dy, float(a)),
);
// In the next two the sum comes first: what is left to do is then often one number a channel.
defineGradient("Sub", { inputs: ["a", "b"] }, (dy, [a, b]) => ({
  a: () => sumTo(dy, a!.shape),
  b: () => tf.neg(sumTo(dy, b!.shape)),
}));
defineGradient("RealDiv", { inputs: ["a", "b"], outputs: [true] }, (dy, [a, b, y]) => ({
  a: () => sumTo(tf.div(dy, float(b!)), a!.shape),
  b: () => tf.neg(tf.div(sumTo(tf.mul(dy, y!), b!.shape), float(b!))),
}));
// Of integers, which `tf.div` divides so; TF.js's own squares the divisor in int32, where it overflows.
defineBinary(
  "FloorDiv",
  (dy, _, b) => tf.div(dy, float(b)),
  (dy, a, b) => tf.neg(tf.div(tf.div(tf.mul(dy, float(a)), float(b)), float(b))),
);
defineBinary(
  "SquaredDifference",
  (dy, a, b) => tf.mul(dy, tf.mul(tf.sub(a, b), 2)),
  (dy, a, b) => tf.mul(dy, tf.mul(tf.sub(b, a), 2)),
);
// Where both are equal, all of the gradient goes to `a`, as in TensorFlow.
defineBinary(
  "Maximum",
  (dy, a, b) => tf.mul(dy, mask(tf.greaterEqual(a, b))),
  (dy, a, b) => tf.mul(dy, mask(tf.less(a, b))),
);
defineBinary(
  "Minimum",
  (dy, a, b) => tf.mul(dy, mask(tf.lessEqual(a, b))),
  (dy, a, b) => tf.mul(dy, mask(tf.greater(a, b))),
);
defineBinary(
  "Pow",
  (dy, a, b) => tf.mul(dy, tf.mul(float(b), tf.pow(float(a), tf.sub(float(b), 1)))),
  (dy, a, _, y) => {
    // log(1) = 0 stands in for the logarithm of what has none, so that no NaN arises here or later.
    const logarithm = tf.log(tf.where(tf.greater(a, 0), float(a), tf.onesLike(float(a))));
    return tf.mul(dy, tf.mul(y, logarithm));
  },
  true,
);

interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

// TF.js's own gradient forgets that a batch of one is broadcast.
defineGradient<MatMulAttributes>("BatchMatMul", { inputs: ["a", "b"] }, (dy, saved, attributes) => {
  const [a, b] = saved as [tf.Tensor, tf.Tensor];
  const { transposeA, transposeB } = attributes;
  return {
    a: () => {
      const da = transposeA
        ? tf.matMul(b, dy, transposeB, true)
        : tf.matMul(dy, b, false, !transposeB);
      return sumTo(da, a.shape);
    },
    b: () => {
      const db = transposeB
        ? tf.matMul(dy, a, true, transposeA)
        : tf.matMul(a, dy, !transposeA, false);
      return sumTo(db, b.shape);
    },
  };
});
