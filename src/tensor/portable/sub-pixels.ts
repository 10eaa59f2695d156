/**
 * The gradient of a convolution with stride $s$ in its input, without a multiplication by zero.
 *
 * Pixel $i$ of the padded input was met by the filter's rows $k$ with $i = so + k$ for an output
 * row $o$. So pixels of equal $i \bmod s$ meet every $s$-th row of the filter, and each such phase
 * is an ordinary convolution of `dy`. One convolution does all phases as channels, which then take
 * turns as pixels (the sub-pixel convolution of Shi et al. 2016).
 */
import type * as tf from "@tensorflow/tfjs";
import { windowOf, type Geometry } from "./geometry.js";

/**
 * Splits a filter in its phases.
 *
 * @param filter [height, width, in, out]
 * @returns [rows a phase, s, columns a phase, s, in, out], rows and columns from last to first
 */
export function phases(filter: tf.Tensor4D, [sh, sw]: Geometry["strides"]): tf.Tensor {
  const [height, width, inputs, outputs] = filter.shape;
  const rows = Math.ceil(height / sh);
  const columns = Math.ceil(width / sw);
  return filter
    .pad([
      [0, rows * sh - height],
      [0, columns * sw - width],
      [0, 0],
      [0, 0],
    ])
    .reshape([rows, sh, columns, sw, inputs, outputs])
    .reverse([0, 2]);
}

/** Pads `dy` so that the phases reach every pixel that any of its elements has an effect on. */
export function surrounded(dy: tf.Tensor4D, rows: number, columns: number): tf.Tensor4D {
  return dy.pad([
    [0, 0],
    [rows - 1, rows - 1],
    [columns - 1, columns - 1],
    [0, 0],
  ]);
}

/**
 * Lets the phases take turns as pixels, and cuts the input's own pixels out of the padded ones.
 *
 * @param phased [n, rows, s, columns, s, in]
 * @param inputShape [n, height, width, in]
 */
export function interleaved(
  phased: tf.Tensor,
  inputShape: number[],
  { padding }: Geometry,
): tf.Tensor4D {
  const [n, rows, sh, columns, sw, inputs] = phased.shape as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const pixels: tf.Tensor4D = phased.reshape([n, rows * sh, columns * sw, inputs]);
  return windowOf(pixels, padding, [inputShape[1]!, inputShape[2]!]);
}
