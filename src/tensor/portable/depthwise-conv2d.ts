import * as tf from "@tensorflow/tfjs";
import { geometry, reached, type ConvAttributes } from "./geometry.js";
import { portableKernel } from "./kernel.js";
import { interleaved, phases, surrounded } from "./sub-pixels.js";

/**
 * The gradient of a depthwise convolution in its filter: each example's own, by a convolution that
 * takes the examples as channels, and dy as the filter; then their sum.
 */
export const depthwiseBackpropFilter = portableKernel<
  { x: tf.Tensor4D; dy: tf.Tensor4D },
  ConvAttributes & { filterShape: number[] }
>("DepthwiseConv2dNativeBackpropFilter", ({ x, dy }, { filterShape, ...attributes }) => {
  const shape = geometry(x.shape, filterShape, attributes, true);
  const [height, width, channels, multiplier] = filterShape as [number, number, number, number];
  const met = reached(x, filterShape, shape);
  const [n, h, w] = met.shape;
  const images: tf.Tensor4D = met.transpose([1, 2, 0, 3]).reshape([1, h, w, n * channels]);
  const filter: tf.Tensor4D = dy
    .transpose([1, 2, 0, 3])
    .reshape([...shape.outputSize, n * channels, multiplier]);
  const each = tf.depthwiseConv2d(images, filter, 1, "valid", "NHWC", shape.strides);
  return each.reshape([height, width, n, channels, multiplier]).sum(2);
});

/** The gradient of a depthwise convolution in its input. */
export const depthwiseBackpropInput = portableKernel<
  { dy: tf.Tensor4D; filter: tf.Tensor4D },
  ConvAttributes & { inputShape: number[] }
>("DepthwiseConv2dNativeBackpropInput", ({ dy, filter }, { inputShape, ...attributes }) => {
  const shape = geometry(inputShape, filter.shape, attributes, true);
  const [sh, sw] = shape.strides;
  const [, , channels, multiplier] = filter.shape;
  const split = phases(filter, shape.strides).transpose([0, 2, 4, 5, 1, 3]); // [h, w, c, m, s, s]
  const [rows, columns] = split.shape as [number, number];
  const kernel: tf.Tensor4D = split.reshape([rows, columns, channels * multiplier, sh * sw]);
  const phased = tf.depthwiseConv2d(surrounded(dy, rows, columns), kernel, 1, "valid");
  const [n, height, width] = phased.shape;
  const summed = phased.reshape([n * height * width, channels, multiplier, sh * sw]).sum(2);
  const turns = summed.reshape([n, height, width, channels, sh, sw]).transpose([0, 1, 4, 2, 5, 3]);
  return interleaved(turns, inputShape, shape);
});
