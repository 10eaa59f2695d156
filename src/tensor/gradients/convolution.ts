/**
 * Convolutions. A convolution is bilinear in its input and its filter, so its two gradients and
 * their gradients are again convolutions of the same three kinds: three rules close the table.
 */
import type * as tf from "@tensorflow/tfjs";
import type { ConvolutionAttributes } from "./convolution-kernels.js";
import { defineGradient, runKernel } from "./define.js";

/** The names of a convolution and of its gradients. */
interface Family {
  readonly forward: string;
  readonly input: string;
  readonly filter: string;
}

function defineGradients({ forward, input, filter }: Family): void {
  type Attributes = ConvolutionAttributes;
  const convolve = (x: tf.Tensor, w: tf.Tensor, attributes: Attributes) =>
    runKernel(forward, { x, filter: w }, { dilations: 1, dataFormat: "NHWC", ...attributes });
  const byInput = (dy: tf.Tensor, w: tf.Tensor, attributes: Attributes, inputShape: number[]) =>
    runKernel(input, { dy, filter: w }, { ...attributes, inputShape });
  const byFilter = (x: tf.Tensor, dy: tf.Tensor, attributes: Attributes, filterShape: number[]) =>
    runKernel(filter, { x, dy }, { ...attributes, filterShape });

  defineGradient<Attributes>(forward, { inputs: ["x", "filter"] }, (dy, [x, w], attributes) => ({
    x: () => byInput(dy, w!, attributes, x!.shape),
    filter: () => byFilter(x!, dy, attributes, w!.shape),
  }));
  defineGradient<Attributes>(input, { inputs: ["dy", "filter"] }, (ddx, [dy, w], attributes) => ({
    dy: () => convolve(ddx, w!, attributes),
    filter: () => byFilter(ddx, dy!, attributes, w!.shape),
  }));
  defineGradient<Attributes>(filter, { inputs: ["x", "dy"] }, (ddw, [x, dy], attributes) => ({
    x: () => byInput(dy!, ddw, attributes, x!.shape),
    dy: () => convolve(x!, ddw, attributes),
  }));
}

const FAMILIES: readonly Family[] = [
  {
    forward: "Conv2D",
    input: "Conv2DBackpropInput",
    filter: "Conv2DBackpropFilter",
  },
  {
    forward: "DepthwiseConv2dNative",
    input: "DepthwiseConv2dNativeBackpropInput",
    filter: "DepthwiseConv2dNativeBackpropFilter",
  },
];

FAMILIES.forEach(defineGradients);
