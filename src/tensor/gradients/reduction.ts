/** Sums, means, products, extremes and cumulative sums and products. */
import * as tf from "@tensorflow/tfjs";
import { defineGradient } from "./define.js";
import { zero } from "./zero.js";

interface ReductionAttributes {
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
}

function reducedAxes(x: tf.Tensor, { axis, reductionIndices }: ReductionAttributes): number[] {
  return tf.util.parseAxisParam((axis ?? reductionIndices)!, x.shape);
}

/** The shape of `x` with the reduced axes kept as 1. */
function keptShape(x: tf.Tensor, attributes: ReductionAttributes): number[] {
  const axes = reducedAxes(x, attributes);
  return x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** The gradient of a reduction's output, stretched again over what was reduced. */
function stretch(dy: tf.Tensor, x: tf.Tensor, attributes: ReductionAttributes): tf.Tensor {
  if (!x.size) return zero(x.shape); // broadcastTo() stretches to no less than one element
  return tf.broadcastTo(tf.reshape(dy, keptShape(x, attributes)), x.shape);
}

defineGradient<ReductionAttributes>("Sum", { inputs: ["x"] }, (dy, [x], attributes) => ({
  x: () => stretch(dy, x!, attributes),
}));

defineGradient<ReductionAttributes>("Mean", { inputs: ["x"] }, (dy, [x], attributes) => ({
  x: () => stretch(tf.mul(dy, dy.size / x!.size), x!, attributes),
}));

const prod = tf.getGradient("Prod").gradFunc;

// TF.js's own knows no negative axes.
defineGradient<ReductionAttributes>("Prod", { inputs: ["x"] }, (dy, [x], attributes) =>
  prod(dy, [x!], { axis: reducedAxes(x!, attributes) }),
);

// Where several elements are extreme, they share the gradient evenly, as in TensorFlow.
for (const kernelName of ["Max", "Min"]) {
  const saved = { inputs: ["x"], outputs: [true] };
  defineGradient<ReductionAttributes>(kernelName, saved, (dy, [x, y], attributes) => ({
    x: () => {
      const kept = keptShape(x!, attributes);
      const extreme = tf.cast(tf.equal(x!, tf.reshape(y!, kept)), "float32");
      const axes = reducedAxes(x!, attributes);
      const share = tf.div(tf.reshape(dy, kept), tf.sum(extreme, axes, true));
      return tf.mul(extreme, share);
    },
  }));
}

interface CumulativeAttributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

defineGradient<CumulativeAttributes>("Cumsum", {}, (dy, _, { axis, exclusive, reverse }) => ({
  x: () => tf.cumsum(dy, axis, exclusive, !reverse),
}));

// Holds where no element is zero; there it is NaN or infinite, not silently wrong.
const cumprodSaved = { inputs: ["x"], outputs: [true] };
defineGradient<CumulativeAttributes>("Cumprod", cumprodSaved, (dy, [x, y], attributes) => ({
  x: () => {
    const { axis, exclusive, reverse } = attributes;
    return tf.div(tf.cumsum(tf.mul(dy, y!), axis, exclusive, !reverse), x!);
  },
}));
