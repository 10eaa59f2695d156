import * as tf from "@tensorflow/tfjs";
import { formatShape } from "../tensor/shape.js";
import { checkShare, uniformPerImage, type Augmentation } from "./augmentation.js";

/** Settings of {@link randomCutout}. */
export interface RandomCutoutOptions {
  /** Height and width of the hole, as a share of the image's, above 0 and at most 1; default 1/2. */
  readonly share?: number;
  /** Value that fills the hole, in [-1, 1]; default 0, as in the paper. */
  readonly fill?: number;
}

/**
 * A rectangular hole at a random place, which may hang over the edge, as in DiffAugment (Zhao et
 * al. 2020; DeVries and Taylor 2017).
 *
 * @throws RangeError unless the share is above 0 and at most 1; `apply` does for images of one pixel
 */
export function randomCutout(options: RandomCutoutOptions = {}): Augmentation {
  const { fill = 0 } = options;
  const share = checkShare("The hole", options.share ?? 1 / 2);
  return {
    name: "cutout",
    settings: { share, fill },
    apply: (images, key) =>
      tf.tidy(() => {
        const [, height, width, channels] = images.shape;
        if (height * width === 1) {
          throw new RangeError(
            "Images are expected to have more than one pixel to cut a hole into but are " +
              `${formatShape([height, width, channels])}; leave cutout out.`,
          );
        }
        const rows = hole(uniformPerImage(images, key, "rows"), height, share);
        const columns = hole(uniformPerImage(images, key, "columns"), width, share);
        const inside = rows
          .reshape<tf.Tensor4D>([-1, height, 1, 1])
          .mul(columns.reshape([-1, 1, width, 1])); // [n, h, w, 1]
        return images.mul(tf.sub(1, inside)).add<tf.Tensor4D>(inside.mul(fill));
      }),
  };
}

/**
 * Where the hole is along one axis, around a center anywhere in the image.
 *
 * @param uniform [n, 1, 1, 1] in [0, 1)
 * @returns 1 inside, 0 outside, [n, size]
 */
function hole(uniform: tf.Tensor4D, size: number, share: number): tf.Tensor2D {
  const length = Math.round(size * share);
  // A hole of even length has its center between two pixels, or at one of the image's ends.
  const centers = size + (length % 2 === 0 ? 1 : 0);
  const start = uniform
    .reshape([-1, 1])
    .mul(centers)
    .floor()
    .sub(Math.floor(length / 2)); // [n, 1]
  const at = tf.range(0, size).reshape([1, size]);
  const begun = tf.greaterEqual(at, start);
  const ended = tf.greaterEqual(at, start.add(length));
  return tf.logicalAnd(begun, tf.logicalNot(ended)).cast<tf.Tensor2D>("float32");
}
