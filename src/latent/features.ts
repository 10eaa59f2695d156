import { aTensor, checkArgument } from "../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import { checkImageSet } from "../data/image-values.js";
import { formatShape } from "../tensor/shape.js";

/**
 * The features by which images are compared: from images [n, height, width, channels] in [-1, 1] to [n, k] or
 * of any shape [n, ...]. Differentiable where it serves as a loss.
 */
export type FeatureExtractor = (images: tf.Tensor4D) => tf.Tensor;

/** Features as [n, k], the pixels themselves where there is no extractor; in the caller's `tf.tidy`. */
export function featuresOf(images: tf.Tensor4D, extractor?: FeatureExtractor): tf.Tensor2D {
  const features = extractor ? extractor(images) : images;
  checkArgument("The result of extractor", features, aTensor("network.predict(images)"));
  if (features.shape[0] !== images.shape[0]) {
    throw new Error(
      `An extractor is expected to return features [${images.shape[0]}, ...] but returned ` +
        `[${features.shape.join(", ")}]; keep the images' first axis.`,
    );
  }
  return features.reshape([images.shape[0], -1]);
}

/**
 * `console.warn` reports images that are probably in [0, 1].
 *
 * @param what names the images
 * @throws Error unless images are [n, ...shape], n at least 1
 * @throws RangeError when a value is not in [-1, 1]
 */
export function checkImages(what: string, images: tf.Tensor4D, shape: readonly number[]): void {
  checkArgument(what, images, aTensor("dataset.images([0, 1])"));
  if (
    images.rank === 4 &&
    images.shape[0] > 0 &&
    formatShape(images.shape.slice(1)) === formatShape(shape)
  ) {
    return checkImageSet(what, images);
  }
  throw new Error(
    `${what} are expected as [n, ${shape.join(", ")}] but are [${images.shape.join(", ")}]; ` +
      `pass images of ${formatShape(shape)}, at least one.`,
  );
}
