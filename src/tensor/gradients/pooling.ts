/** Pooling: both kernels are linear in the gradient that they spread, and so are their gradients. */
import * as tf from "@tensorflow/tfjs";
import { defineGradient, runKernel } from "./define.js";
import type { PoolAttributes } from "./pooling-kernels.js";
import { zero } from "./zero.js";

defineGradient<PoolAttributes>("AvgPool", { inputs: ["x"] }, (dy, [x], attributes) => ({
  x: () => runKernel("AvgPoolGrad", { dy, input: x! }, attributes),
}));
defineGradient<PoolAttributes>(
  "AvgPoolGrad",
  { inputs: ["input"] },
  (ddx, [input], attributes) => ({
    dy: () => runKernel("AvgPool", { x: ddx }, attributes),
    input: () => zero(input!.shape),
  }),
);

defineGradient<PoolAttributes>(
  "MaxPool",
  { inputs: ["x"], outputs: [true] },
  (dy, [x, y], attributes) => ({
    x: () => runKernel("MaxPoolGrad", { dy, input: x!, output: y! }, attributes),
  }),
);

/** The tensors that locate the maxima; the gradient with respect to them is zero. */
const places = ["input", "output"];
const byPlaces = (input: tf.Tensor, output: tf.Tensor) => ({
  input: () => zero(input.shape),
  output: () => zero(output.shape),
});

// MaxPoolGrad spreads, MaxPoolGradGrad picks, at the same places: each is the other's gradient.
defineGradient<PoolAttributes>("MaxPoolGrad", { inputs: places }, (ddx, saved, attributes) => {
  const [input, output] = saved as [tf.Tensor4D, tf.Tensor4D];
  return {
    dy: () => pick(ddx as tf.Tensor4D, input, output, attributes),
    ...byPlaces(input, output),
  };
});
defineGradient<PoolAttributes>("MaxPoolGradGrad", { inputs: places }, (dy, saved, attributes) => {
  const [input, output] = saved as [tf.Tensor4D, tf.Tensor4D];
  const toMaxima = () => runKernel("MaxPoolGrad", { dy, input, output }, attributes);
  return { ddx: toMaxima, ...byPlaces(input, output) };
});

/** Of each window of `ddx`, the element where `input` has its maximum. */
function pick(
  ddx: tf.Tensor4D,
  input: tf.Tensor4D,
  output: tf.Tensor4D,
  attributes: PoolAttributes,
): tf.Tensor {
  if (input.size !== output.size) {
    return runKernel("MaxPoolGradGrad", { ddx, input, output }, attributes);
  }
  // In a graph TensorFlow writes a result of the size of `ddx` over it, while it still reads it: a
  // fault of its kernel. With the padding made beforehand the sizes differ.
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const { padInfo } = tf.backend_util.computePool2DInfo(
    input.shape,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { top, bottom, left, right } = padInfo;
  const surround = (x: tf.Tensor4D, value: number) =>
    tf.pad4d(
      x,
      [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
      value,
    );
  const padded = { ddx: surround(ddx, 0), input: surround(input, -Infinity), output };
  return runKernel("MaxPoolGradGrad", padded, { ...attributes, pad: "valid" });
}
