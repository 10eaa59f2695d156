/** The kernels of the gradients of pooling that a backend lacks or has wrong. */
import * as tf from "@tensorflow/tfjs";
import { nativeOp } from "../native.js";
import { defineKernel } from "./define.js";
import { overlap, windows } from "./windows.js";

/** The attributes that TF.js gives to a pool and to its gradient. */
export interface PoolAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof tf.backend_util.computePool2DInfo>[4];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

function geometry(x: tf.Tensor, attributes: PoolAttributes): tf.backend_util.Conv2DInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const shape = x.shape as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

// The stock portable kernel divides by the whole window also where part of it lies outside.
defineKernel<PoolAttributes>("AvgPoolGrad", {
  portable: ({ dy, input }, attributes) => {
    const info = geometry(input!, attributes);
    const counts = tf.addN(windows(tf.onesLike(input as tf.Tensor4D), info));
    const share = tf.div(dy!, counts) as tf.Tensor4D;
    return overlap(new Array(info.filterHeight * info.filterWidth).fill(share), info);
  },
});

/** For each position of the window, 1 where the maximum was found there (first), else 0. */
function maxima(x: tf.Tensor4D, y: tf.Tensor4D, info: tf.backend_util.Conv2DInfo): tf.Tensor4D[] {
  let free: tf.Tensor4D = tf.onesLike(y);
  return windows(x, info, -Infinity).map((seen) => {
    const found: tf.Tensor4D = tf.mul(tf.cast(tf.equal(seen, y), "float32"), free);
    free = tf.sub(free, found);
    return found;
  });
}

// The stock WebAssembly kernel is wrong where "same" padding is uneven.
defineKernel<PoolAttributes>("MaxPoolGrad", {
  portable: ({ dy, input, output }, attributes) => {
    const info = geometry(input!, attributes);
    const found = maxima(input as tf.Tensor4D, output as tf.Tensor4D, info);
    return overlap(
      found.map((mask) => tf.mul(mask, dy as tf.Tensor4D)),
      info,
    );
  },
});

/** Picks, of each window of `ddx`, the element where `input` has its maximum. */
defineKernel<PoolAttributes>("MaxPoolGradGrad", {
  native: ({ ddx, input, output }, attributes) => {
    const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry(
      input!,
      attributes,
    );
    const opAttributes = {
      T: "float32",
      ksize: { int: [1, filterHeight, filterWidth, 1] },
      strides: { int: [1, strideHeight, strideWidth, 1] },
      padding: { text: padInfo.type },
    } as const;
    return nativeOp("MaxPoolGradGrad", opAttributes, [input!, output!, ddx!])[0]!;
  },
  portable: ({ ddx, input, output }, attributes) => {
    const info = geometry(input!, attributes);
    const found = maxima(input as tf.Tensor4D, output as tf.Tensor4D, info);
    return tf.addN(windows(ddx as tf.Tensor4D, info).map((seen, i) => tf.mul(seen, found[i]!)));
  },
});
