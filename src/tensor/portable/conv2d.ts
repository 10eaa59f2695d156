import * as tf from "@tensorflow/tfjs";
import { geometry, reached, type ConvAttributes } from "./geometry.js";
import { portableKernel } from "./kernel.js";
import { interleaved, phases, surrounded } from "./sub-pixels.js";

/**
 * The gradient of a convolution in its filter: a convolution of x with dy in the filter's place,
 * batch and channels having changed places. Its strides and dilations have changed places, too.
 */
export const conv2DBackpropFilter = portableKernel<
  { x: tf.Tensor4D; dy: tf.Tensor4D },
  ConvAttributes & { filterShape: number[] }
>("Conv2DBackpropFilter", ({ x, dy }, { filterShape, ...attributes }) => {
  const shape = geometry(x.shape, filterShape, attributes);
  const images: tf.Tensor4D = reached(x, filterShape, shape).transpose([3, 1, 2, 0]);
  const filter: tf.Tensor4D = dy.transpose([1, 2, 0, 3]);
  const dw = tf.conv2d(images, filter, 1, "valid", "NHWC", shape.strides); // [in, h, w, out]
  return dw.transpose([1, 2, 0, 3]);
});

/**
 * The gradient of a convolution in its input, which is also the transposed convolution. The
 * backend has this kernel, but its own takes five to twelve times as long.
 */
export const conv2DBackpropInput = portableKernel<
  { dy: tf.Tensor4D; filter: tf.Tensor4D },
  ConvAttributes & { inputShape: number[] }
>("Conv2DBackpropInput", ({ dy, filter }, { inputShape, ...attributes }) => {
  const shape = geometry(inputShape, filter.shape, attributes);
  const [sh, sw] = shape.strides;
  const [, , inputs, outputs] = filter.shape;
  const split = phases(filter, shape.strides).transpose([0, 2, 5, 1, 3, 4]); // [h, w, out, s, s, in]
  const [rows, columns] = split.shape as [number, number];
  const kernel: tf.Tensor4D = split.reshape([rows, columns, outputs, sh * sw * inputs]);
  const phased = tf.conv2d(surrounded(dy, rows, columns), kernel, 1, "valid");
  const [n, height, width] = phased.shape;
  const turns = phased.reshape([n, height, width, sh, sw, inputs]).transpose([0, 1, 3, 2, 4, 5]);
  return interleaved(turns, inputShape, shape);
});
