/** What the windows of a convolution or a pool see of an image, and back. Images are NHWC. */
import * as tf from "@tensorflow/tfjs";
import { spread } from "./spread.js";

type Info = tf.backend_util.Conv2DInfo;

/** The height and width of what the windows touch of the padded image. */
function touchedSize(info: Info): [number, number] {
  return [
    (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight,
    (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth,
  ];
}

/** The image padded, or cut, to just what the windows touch. */
export function touched(x: tf.Tensor4D, info: Info, padding = 0): tf.Tensor4D {
  const [height, width] = touchedSize(info);
  const { top, left } = info.padInfo;
  const padded = tf.pad(
    x,
    [
      [0, 0],
      [top, Math.max(0, height - top - x.shape[1])],
      [left, Math.max(0, width - left - x.shape[2])],
      [0, 0],
    ],
    padding,
  );
  return tf.slice(padded, 0, [x.shape[0], height, width, x.shape[3]]);
}

/** Where each position of the filter starts in the touched image, row by row. */
function positions({ filterHeight, filterWidth, dilationHeight, dilationWidth }: Info) {
  return Array.from({ length: filterHeight * filterWidth }, (_, index) => ({
    top: Math.floor(index / filterWidth) * dilationHeight,
    left: (index % filterWidth) * dilationWidth,
  }));
}

/**
 * What the windows see, position by position of the filter.
 *
 * @param padding what they see outside of the image; default 0
 * @returns for each position [batch, outHeight, outWidth, channels]
 */
export function windows(x: tf.Tensor4D, info: Info, padding = 0): tf.Tensor4D[] {
  const whole = touched(x, info, padding);
  const [batch, , , channels] = x.shape;
  const { outHeight, outWidth, strideHeight, strideWidth } = info;
  return positions(info).map(({ top, left }) => {
    const bottom = top + (outHeight - 1) * strideHeight + 1;
    const right = left + (outWidth - 1) * strideWidth + 1;
    const end = [batch, bottom, right, channels];
    const strides = [1, strideHeight, strideWidth, 1];
    return tf.stridedSlice(whole, [0, top, left, 0], end, strides) as tf.Tensor4D;
  });
}

/** The adjoint of {@link windows}: adds what belongs to each position to where that saw it. */
export function overlap(seen: readonly tf.Tensor4D[], info: Info): tf.Tensor4D {
  const [height, width] = touchedSize(info);
  const { strideHeight, strideWidth, padInfo, inHeight, inWidth, batchSize, inChannels } = info;
  const places = positions(info).map(({ top, left }, index) => {
    const wide = spread(spread(seen[index]!, 1, strideHeight), 2, strideWidth) as tf.Tensor4D;
    return tf.pad(wide, [
      [0, 0],
      [top, height - top - wide.shape[1]],
      [left, width - left - wide.shape[2]],
      [0, 0],
    ]);
  });
  const whole = tf.addN(places);
  const rows = Math.min(inHeight, height - padInfo.top);
  const columns = Math.min(inWidth, width - padInfo.left);
  const inside = tf.slice(
    whole,
    [0, padInfo.top, padInfo.left, 0],
    [batchSize, rows, columns, inChannels],
  );
  return tf.pad(inside, [
    [0, 0],
    [0, inHeight - rows],
    [0, inWidth - columns],
    [0, 0],
  ]);
}
