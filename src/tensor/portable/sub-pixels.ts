/**
 * The gradient of a convolution with stride $s$ by its input, without a multiplication by zero.
 *
 * Pixel $i$ of the padded input was met by the filter's rows $k$ with $i = so + k$ for an output
 * row $o$. So pixels of equal $i \bmod s$ meet every $s$-th row of the filter, and each such phase
 * is an ordinary convolution of `dy`. One convolution does all phases as channels, which then take
 * turns as pixels (the sub-pixel convolution of Shi et al. 2016).
 */
import type * as tf from "@tensorflow/tfjs";
import { windowOf } from "./window.js";

type Info = tf.backend_util.Conv2DInfo;

/**
 * Splits a filter in its phases.
 *
 * @param filter [height, width, in, out]
 * @returns [rows a phase, s, columns a phase, s, in, out], rows and columns from last to first
 */
export function phases(filter: tf.Tensor4D, { strideHeight, strideWidth }: Info): tf.Tensor {
  const [height, width, inputs, outputs] = filter.shape;
  const rows = Math.ceil(height / strideHeight);
  const columns = Math.ceil(width / strideWidth);
  return filter
    .pad([
      [0, rows * strideHeight - height],
      [0, columns * strideWidth - width],
      [0, 0],
      [0, 0],
    ])
    .reshape([rows, strideHeight, columns, strideWidth, inputs, outputs])
    .reverse([0, 2]);
}

/** Pads `dy` so that the phases reach every pixel that any of its elements has an effect on. */
export function surrounded(dy: tf.Tensor4D, kernel: tf.Tensor4D, info: Info): tf.Tensor4D {
  const above = (kernel.shape[0] - 1) * info.dilationHeight;
  const before = (kernel.shape[1] - 1) * info.dilationWidth;
  return dy.pad([
    [0, 0],
    [above, above],
    [before, before],
    [0, 0],
  ]);
}

/**
 * Lets the phases take turns as pixels, and cuts the input's own pixels out of the padded ones.
 *
 * @param phased [n, rows, s, columns, s, in]
 */
export function interleaved(phased: tf.Tensor, info: Info): tf.Tensor4D {
  const [n, rows, sh, columns, sw, inputs] = phased.shape as number[] as Shape6D;
  const pixels: tf.Tensor4D = phased.reshape([n, rows * sh, columns * sw, inputs]);
  const { top, left } = info.padInfo;
  return windowOf(pixels, [top, left], [info.inHeight, info.inWidth]);
}

type Shape6D = [number, number, number, number, number, number];
