import type * as tf from "@tensorflow/tfjs";
import { formatShape, type ImageShape } from "../tensor/shape.js";
import { checkImageValuesIfRead } from "./image-values.js";

/** The output of an {@link Extractor} for a batch of images. */
export interface Extraction {
  /** float32 [n, k] */
  readonly features: tf.Tensor2D;
  /** Class probabilities, float32 [n, classes], where the extractor is a classifier. */
  readonly probabilities?: tf.Tensor2D;
}

/**
 * Turns images into the numbers by which metrics compare them, or a classifier's class
 * probabilities, or both.
 *
 * The name is part of every score, and of its type: distances of different extractors are not
 * comparable.
 */
export interface Extractor<Image extends ImageShape = ImageShape, Name extends string = string> {
  readonly name: Name;
  /** Shape of one image. */
  readonly image: Image;
  /** Number of features, $k$. */
  readonly size: number;
  /**
   * @param images [n, height, width, channels] in [-1, 1]
   * @returns tensors that the caller disposes
   */
  extract(images: tf.Tensor4D): Extraction;
}

/**
 * @throws Error when the images have another shape than the extractor's
 * @throws RangeError when a value is not in [-1, 1]; not looked at in captured steps and gradients
 */
export function checkImages(extractor: Extractor, images: tf.Tensor4D): void {
  const shape = images.shape.slice(1);
  if (images.rank === 4 && formatShape(shape) === formatShape(extractor.image)) {
    return checkImageValuesIfRead(`Images for the ${extractor.name}`, images);
  }
  throw new Error(
    `The ${extractor.name} is expected to get images of ${formatShape(extractor.image)} but got ` +
      `${formatShape(shape)}; pass images as [n, ${extractor.image.join(", ")}].`,
  );
}
