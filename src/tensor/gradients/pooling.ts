/** Pooling: both kernels are linear in the gradient that they spread, and so are their gradients. */
import * as tf from "@tensorflow/tfjs";
import { nativeOp } from "../native.js";
import { defineGradient, defineKernel, runKernel } from "./define.js";
import { zero } from "./zero.js";

interface PoolAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof tf.backend_util.computePool2DInfo>[4];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

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
defineGradient<PoolAttributes>(
  "MaxPoolGrad",
  { inputs: ["input", "output"] },
  (ddx, [input, output], attributes) => ({
    dy: () => runKernel("MaxPoolGradGrad", { ddx, input: input!, output: output! }, attributes),
    input: () => zero(input!.shape),
    output: () => zero(output!.shape),
  }),
);

/** Picks, of each window of `ddx`, the element where `input` has its maximum. */
defineKernel<PoolAttributes>("MaxPoolGradGrad", {
  native: ({ ddx, input, output }, { filterSize, strides, pad, dimRoundingMode }) => {
    const shape = input!.shape as [number, number, number, number];
    const info = tf.backend_util.computePool2DInfo(
      shape,
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const attributes = {
      T: "float32",
      ksize: { int: [1, info.filterHeight, info.filterWidth, 1] },
      strides: { int: [1, info.strideHeight, info.strideWidth, 1] },
      padding: { text: info.padInfo.type },
    } as const;
    return nativeOp("MaxPoolGradGrad", attributes, [input!, output!, ddx!])[0]!;
  },
  portable: ({ ddx, input, output }, attributes) => {
    const where = { ...attributes, includeBatchInIndex: true };
    const [, indices] = runKernel<tf.Tensor[]>("MaxPoolWithArgmax", { x: input! }, where);
    const picked = tf.gather(tf.reshape(ddx!, [-1]), tf.reshape(indices!, [-1]) as tf.Tensor1D);
    return tf.reshape(picked, output!.shape);
  },
});
defineGradient<PoolAttributes>(
  "MaxPoolGradGrad",
  { inputs: ["input", "output"] },
  (dy, [input, output], attributes) => ({
    ddx: () => runKernel("MaxPoolGrad", { dy, input: input!, output: output! }, attributes),
    input: () => zero(input!.shape),
    output: () => zero(output!.shape),
  }),
);
