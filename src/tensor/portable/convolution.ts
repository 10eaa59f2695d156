/**
 * The gradients of convolutions as convolutions, for backends without kernels for them, or with
 * slow ones: WebAssembly's own gradient by the input takes five to twelve times as long. All
 * tensors are [batch, height, width, channels], filters [height, width, in, out].
 */
import * as tf from "@tensorflow/tfjs";
import { interleaved, phases, surrounded } from "./sub-pixels.js";
import { touched } from "./window.js";

type Info = tf.backend_util.Conv2DInfo;

const strides = (info: Info): [number, number] => [info.strideHeight, info.strideWidth];
const dilations = (info: Info): [number, number] => [info.dilationHeight, info.dilationWidth];

/** The gradient by the input: also the transposed convolution. */
export function byInput(dy: tf.Tensor4D, filter: tf.Tensor4D, info: Info): tf.Tensor4D {
  const [sh, sw] = strides(info);
  const { inChannels, outChannels } = info;
  const split = phases(filter, info).transpose([0, 2, 5, 1, 3, 4]); // [h, w, out, s, s, in]
  const [rows, columns] = split.shape as [number, number];
  const kernel: tf.Tensor4D = split.reshape([rows, columns, outChannels, sh * sw * inChannels]);
  const wide = surrounded(dy, kernel, info);
  const phased = tf.conv2d(wide, kernel, 1, "valid", "NHWC", dilations(info));
  const [n, height, width] = phased.shape;
  const apart = phased.reshape([n, height, width, sh, sw, inChannels]);
  return interleaved(apart.transpose([0, 1, 3, 2, 4, 5]), info);
}

/**
 * The gradient by the filter: the input convolved with `dy` as the filter, batch and channels
 * having changed places, and so strides and dilations.
 */
export function byFilter(x: tf.Tensor4D, dy: tf.Tensor4D, info: Info): tf.Tensor4D {
  const images: tf.Tensor4D = touched(x, info).transpose([3, 1, 2, 0]);
  const filter: tf.Tensor4D = dy.transpose([1, 2, 0, 3]);
  const dw = tf.conv2d(images, filter, dilations(info), "valid", "NHWC", strides(info));
  return dw.transpose([1, 2, 0, 3]);
}

/** As {@link byInput}; each input channel gathers from its own output channels. */
export function depthwiseByInput(dy: tf.Tensor4D, filter: tf.Tensor4D, info: Info): tf.Tensor4D {
  const [sh, sw] = strides(info);
  const [, , channels, multiplier] = filter.shape;
  const split = phases(filter, info).transpose([0, 2, 4, 5, 1, 3]); // [h, w, c, m, s, s]
  const [rows, columns] = split.shape as [number, number];
  const kernel: tf.Tensor4D = split.reshape([rows, columns, channels * multiplier, sh * sw]);
  const wide = surrounded(dy, kernel, info);
  const phased = tf.depthwiseConv2d(wide, kernel, 1, "valid", "NHWC", dilations(info));
  const [n, height, width] = phased.shape;
  const summed = phased.reshape([n * height * width, channels, multiplier, sh * sw]).sum(2);
  const apart = summed.reshape([n, height, width, channels, sh, sw]);
  return interleaved(apart.transpose([0, 1, 4, 2, 5, 3]), info);
}

/** As {@link byFilter}: each example's own, the examples being channels; then their sum. */
export function depthwiseByFilter(x: tf.Tensor4D, dy: tf.Tensor4D, info: Info): tf.Tensor4D {
  const { batchSize: n, inChannels, outChannels, outHeight, outWidth } = info;
  const multiplier = outChannels / inChannels;
  const seen = touched(x, info);
  const [, h, w] = seen.shape;
  const images: tf.Tensor4D = seen.transpose([1, 2, 0, 3]).reshape([1, h, w, n * inChannels]);
  const filter: tf.Tensor4D = dy
    .transpose([1, 2, 0, 3])
    .reshape([outHeight, outWidth, n * inChannels, multiplier]);
  const each = tf.depthwiseConv2d(images, filter, dilations(info), "valid", "NHWC", strides(info));
  const [height, width] = each.shape.slice(1) as [number, number];
  return each.reshape([height, width, n, inChannels, multiplier]).sum(2);
}
