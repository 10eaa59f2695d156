import * as tf from "@tensorflow/tfjs";
import { formatNumber } from "../base/numbers.js";
import { CaptureRefused } from "../tensor/capture/index.js";

/** Rounding, as of an image that was resized, may carry a pixel this far out of [-1, 1]. */
export const ROUNDING = 1e-3;

/** The least and the greatest value of some images. */
export interface ValueRange {
  readonly least: number;
  readonly greatest: number;
}

/**
 * The range of images' values. Networks that were trained on images in [-1, 1] answer others with
 * confident nonsense.
 *
 * @param what the images' name for the message, such as `Images of MNIST`
 * @throws RangeError that names the first image with a value that is not in [-1, 1]
 */
export function checkImageValues(what: string, images: tf.Tensor): ValueRange {
  const [inside, least, greatest] = tf.tidy(() => {
    const values = images.toFloat();
    const inside = values
      .abs()
      .lessEqual(1 + ROUNDING)
      .all()
      .toFloat(); // NaN is outside, too
    return tf.stack([inside, values.min(), values.max()]).dataSync<"float32">();
  }) as unknown as [number, number, number];
  if (inside === 1) return { least, greatest };
  const values = images.dataSync();
  const wrong = values.findIndex((value) => !(Math.abs(value) <= 1 + ROUNDING));
  const image = Math.floor((wrong * images.shape[0]) / values.length);
  throw new RangeError(
    `${what} are expected to be in [-1, 1] and finite but image ${image} has ` +
      `${values[wrong]}; scale them, such as bytes (0..255) by images.div(127.5).sub(1).`,
  );
}

/**
 * {@link checkImageValues} where values may be looked at: not while a step is captured, nor while
 * gradients are taken: pixels under optimization may leave the range.
 */
export function checkImageValuesIfRead(what: string, images: tf.Tensor): void {
  const { state } = tf.engine() as unknown as { state: { gradientDepth: number } };
  if (state.gradientDepth > 0) return;
  try {
    checkImageValues(what, images);
  } catch (error) {
    if (!(error instanceof CaptureRefused)) throw error;
  }
}

/**
 * Checks a whole set of images, and reports one that is probably in [0, 1].
 *
 * @throws RangeError as {@link checkImageValues}
 */
export function checkImageSet(what: string, images: tf.Tensor): void {
  warnOfHalfRange(what, checkImageValues(what, images));
}

/**
 * Says on stderr that a whole set of images is probably in [0, 1]: inside [-1, 1], but gray where
 * they should be black. Bright images may be meant, so this is not refused.
 */
export function warnOfHalfRange(what: string, { least, greatest }: ValueRange): void {
  if (least < 0 || greatest <= 0) return;
  console.warn(
    `${what} are expected to be in [-1, 1], where black is -1, but have no value below 0 ` +
      `(${formatNumber(least)} to ${formatNumber(greatest)}); if they are in [0, 1], pass ` +
      `images.mul(2).sub(1).`,
  );
}
