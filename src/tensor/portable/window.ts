import * as tf from "@tensorflow/tfjs";

type Pair = readonly [number, number];

/**
 * A window of images, which may reach beyond them.
 *
 * @param images [n, h, w, c]
 * @param corner top and left of the window in the images; negative outside of them
 * @param outside what the window shows there; default 0
 * @returns [n, height, width, c]
 */
export function windowOf(
  images: tf.Tensor4D,
  [top, left]: Pair,
  [height, width]: Pair,
  outside = 0,
): tf.Tensor4D {
  const [, h, w] = images.shape;
  const above = Math.max(0, -top);
  const before = Math.max(0, -left);
  const around: [number, number][] = [
    [0, 0],
    [above, Math.max(0, top + height - h)],
    [before, Math.max(0, left + width - w)],
    [0, 0],
  ];
  const padded: tf.Tensor4D = images.pad(around, outside);
  return padded.slice([0, top + above, left + before, 0], [-1, height, width, -1]);
}

/** The images padded, or cut, to just what the filter of a convolution or a pool touches. */
export function touched(
  images: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
  padding = 0,
): tf.Tensor4D {
  const { top, left } = info.padInfo;
  const size = [
    (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight,
    (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth,
  ] as const;
  return windowOf(images, [-top, -left], size, padding);
}
