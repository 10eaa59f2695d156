/**
 * The gradients of convolutions as convolutions, for backends without kernels for them. All tensors
 * are [batch, height, width, channels], filters [height, width, in, out].
 */
import * as tf from "@tensorflow/tfjs";
import { spread } from "./spread.js";
import { touched, windows } from "./windows.js";

type Info = tf.backend_util.Conv2DInfo;

const strides = (info: Info): [number, number] => [info.strideHeight, info.strideWidth];
const dilations = (info: Info): [number, number] => [info.dilationHeight, info.dilationWidth];
const flip = (filter: tf.Tensor4D) => tf.reverse(filter, [0, 1]);

/** The output's gradient with the strides undone, padded so that a "valid" convolution fits. */
function spreadOut(dy: tf.Tensor4D, info: Info): tf.Tensor4D {
  const wide = spread(spread(dy, 1, info.strideHeight), 2, info.strideWidth) as tf.Tensor4D;
  const { padInfo, effectiveFilterHeight, effectiveFilterWidth, inHeight, inWidth } = info;
  const top = effectiveFilterHeight - 1 - padInfo.top;
  const left = effectiveFilterWidth - 1 - padInfo.left;
  const bottom = inHeight + padInfo.top - wide.shape[1];
  const right = inWidth + padInfo.left - wide.shape[2];
  return tf.pad(wide, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}

/** The gradient by the input: a convolution with the flipped filter. */
export function byInput(dy: tf.Tensor4D, filter: tf.Tensor4D, info: Info): tf.Tensor4D {
  const turned = tf.transpose(flip(filter), [0, 1, 3, 2]);
  return tf.conv2d(spreadOut(dy, info), turned, 1, "valid", "NHWC", dilations(info));
}

/** The gradient by the filter: the input convolved with the output's gradient over the batch. */
export function byFilter(x: tf.Tensor4D, dy: tf.Tensor4D, info: Info): tf.Tensor4D {
  const images = tf.transpose(touched(x, info), [3, 1, 2, 0]);
  const filter = tf.transpose(dy, [1, 2, 0, 3]);
  // What strode over the input is dilation here, and the reverse.
  const dw = tf.conv2d(images, filter, dilations(info), "valid", "NHWC", strides(info));
  return tf.transpose(dw, [1, 2, 0, 3]);
}

/** As {@link byInput}; each input channel gathers from its own output channels. */
export function depthwiseByInput(dy: tf.Tensor4D, filter: tf.Tensor4D, info: Info): tf.Tensor4D {
  const [height, width, channels, multiplier] = filter.shape;
  const apart = tf.reshape(flip(filter), [height, width, channels * multiplier, 1]) as tf.Tensor4D;
  const wide = spreadOut(dy, info);
  const each = tf.depthwiseConv2d(wide, apart, 1, "valid", "NHWC", dilations(info));
  return tf.sum(tf.reshape(each, [...info.inShape, multiplier]), -1);
}

/** As {@link byFilter}, one position of the filter after another. */
export function depthwiseByFilter(x: tf.Tensor4D, dy: tf.Tensor4D, info: Info): tf.Tensor4D {
  const { batchSize, inChannels, outChannels, outHeight, outWidth } = info;
  const multiplier = outChannels / inChannels;
  const dy5 = tf.reshape(dy, [batchSize, outHeight, outWidth, inChannels, multiplier]);
  const positions = windows(x, info).map((seen) =>
    tf.sum(tf.mul(tf.expandDims(seen, -1), dy5), [0, 1, 2]),
  );
  return tf.reshape(tf.stack(positions), info.filterShape);
}
