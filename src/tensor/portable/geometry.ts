import * as tf from "@tensorflow/tfjs";

/** What TF.js hands to a kernel of the convolution family. */
export interface ConvAttributes {
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: number | [number, number];
}

type Shape4D = [number, number, number, number];

/** Where a convolution's filter meets its input. */
export interface Geometry {
  readonly strides: [height: number, width: number];
  /** Rows and columns of zeros before the input. */
  readonly padding: [top: number, left: number];
  readonly outputSize: [height: number, width: number];
}

/**
 * The geometry of the convolution whose gradient is asked for.
 *
 * @param input shape [n, height, width, in]
 * @param filter shape [height, width, in, out or multiplier]
 * @throws Error for what TF.js's convolutions do not differentiate on this backend either
 */
export function geometry(
  input: number[],
  filter: number[],
  attributes: ConvAttributes,
  depthwise = false,
): Geometry {
  const { strides, pad, dimRoundingMode, dataFormat = "NHWC", dilations = 1 } = attributes;
  if (dataFormat !== "NHWC" || [dilations].flat().some((rate) => rate !== 1)) {
    throw new Error(
      `The gradient of a convolution is expected to be of format NHWC and dilation 1 on the ` +
        `portable backend but is of ${dataFormat} and ${dilations}; transpose the input or leave ` +
        `out the dilation.`,
    );
  }
  const info = tf.backend_util.computeConv2DInfo(
    input as Shape4D,
    filter as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
    depthwise,
  );
  return {
    strides: [info.strideHeight, info.strideWidth],
    padding: [info.padInfo.top, info.padInfo.left],
    outputSize: [info.outHeight, info.outWidth],
  };
}

/**
 * A window of images, zero where it lies outside of them.
 *
 * @param images [n, h, w, c]
 * @param corner of the window in the images, may be negative
 * @returns [n, height, width, c]
 */
export function windowOf(
  images: tf.Tensor4D,
  [top, left]: readonly [number, number],
  [height, width]: readonly [number, number],
): tf.Tensor4D {
  const [, h, w] = images.shape;
  const above = Math.max(0, -top);
  const before = Math.max(0, -left);
  const below = Math.max(0, top + height - h);
  const after = Math.max(0, left + width - w);
  const around: [number, number][] = [
    [0, 0],
    [above, below],
    [before, after],
    [0, 0],
  ];
  const padded: tf.Tensor4D = images.pad(around);
  return padded.slice([0, top + above, left + before, 0], [-1, height, width, -1]);
}

/**
 * The part of the input that a filter meets, padding included.
 *
 * @param x [n, height, width, in]
 */
export function reached(
  x: tf.Tensor4D,
  filter: number[],
  { strides, padding: [top, left], outputSize }: Geometry,
): tf.Tensor4D {
  const size = [0, 1].map((axis) => (outputSize[axis]! - 1) * strides[axis]! + filter[axis]!);
  return windowOf(x, [-top, -left], size as [number, number]);
}
