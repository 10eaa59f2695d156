import * as tf from "@tensorflow/tfjs";
import { checkShare, uniformPerImage, type Augmentation } from "./augmentation.js";

/** Settings of {@link randomTranslation}. */
export interface RandomTranslationOptions {
  /** The largest shift, as a share of height and width, above 0 and at most 1; default 1/8. */
  readonly share?: number;
  /** Value that is shifted in, in [-1, 1]; default 0, as in the paper. The black of digits is -1. */
  readonly fill?: number;
}

/**
 * Random shifts by whole pixels, up and down and sideways, as in DiffAugment (Zhao et al. 2020).
 *
 * @throws RangeError unless the share is above 0 and at most 1
 */
export function randomTranslation(options: RandomTranslationOptions = {}): Augmentation {
  const { fill = 0 } = options;
  const share = checkShare("The largest shift", options.share ?? 1 / 8);
  return {
    name: "translation",
    settings: { share, fill },
    apply: (images, key) =>
      tf.tidy(() => {
        const [n, height, width, channels] = images.shape;
        const centered = images.sub(fill); // so that what comes in is 0
        const down = shifts(uniformPerImage(images, key, "rows"), height, share);
        const right = shifts(uniformPerImage(images, key, "columns"), width, share);
        const rows = centered.reshape<tf.Tensor3D>([n, height, width * channels]);
        const moved = tf.matMul(down, rows); // [n, h, w*c]
        // Columns one batch, rows the other: [n, 1, w, w] times [n, h, w, c].
        const columns = moved.reshape<tf.Tensor4D>([n, height, width, channels]);
        const shifted = tf.matMul(right.expandDims<tf.Tensor4D>(1), columns); // [n, h, w, c]
        return shifted.add<tf.Tensor4D>(fill);
      }),
  };
}

/**
 * The matrices that shift a vector of `size` numbers: 1 at [i, i - shift]. A product with them is
 * linear, so that its derivatives of every order are at hand.
 *
 * @param uniform [n, 1, 1, 1] in [0, 1)
 * @returns [n, size, size]
 */
function shifts(uniform: tf.Tensor4D, size: number, share: number): tf.Tensor3D {
  const largest = Math.round(size * share);
  const by = uniform
    .reshape([-1, 1, 1])
    .mul(2 * largest + 1)
    .floor()
    .sub(largest); // [n, 1, 1]
  const from = tf.range(0, size).reshape([1, 1, size]);
  const to = tf.range(0, size).reshape([1, size, 1]);
  return tf.equal(to.sub(by), from).cast<tf.Tensor3D>("float32");
}
