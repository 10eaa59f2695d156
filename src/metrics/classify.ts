import { checkNumber } from "../base/errors.js";
import { anObject, aTensor, checkArgument } from "../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import { checkImageSet } from "../data/image-values.js";
import type { Classifier } from "./classifier.js";

/** A classifier's predictions for a set of images, summarized. */
export interface Judgment {
  /** Number of images. */
  readonly count: number;
  /** The share of images that get a class probability over `threshold`. */
  readonly confident: number;
  /** The probability over which an image counts as confidently recognized. */
  readonly threshold: number;
  /** The share of images in each class, by the most probable class; adds up to 1. */
  readonly frequencies: readonly number[];
  /** The most probable class of each image. */
  readonly labels: Uint16Array;
  /** The probability of that class. */
  readonly confidences: Float32Array;
}

/**
 * Classifies images: the share that is recognized with confidence, and the frequency of each class.
 * A generator that draws only one good digit is recognized with confidence but has one class.
 *
 * Confidence is necessary for good samples, not sufficient: a classifier that has only seen digits
 * can be sure of an image that is none, noise for example. So look at the samples too.
 *
 * @param images [n, height, width, channels] in [-1, 1]; `console.warn` reports images that are
 *   probably in [0, 1]
 * @param threshold in (0, 1); default 0.9
 * @throws Error when the images have another shape
 * @throws RangeError when images are not in [-1, 1]
 */
export function classify(classifier: Classifier, images: tf.Tensor4D, threshold = 0.9): Judgment {
  const aClassifier = anObject("a classifier", "await digitClassifier()", "probabilities");
  checkArgument("classifier", classifier, aClassifier);
  checkArgument("images", images, aTensor("model.sample(64)"));
  checkNumber("threshold", threshold, [0, 1], 0.9);
  const probabilities = classifier.probabilities(images); // checks the shape first
  const values = probabilities.dataSync<"float32">();
  probabilities.dispose();
  checkImageSet(`Images for the ${classifier.name}`, images);
  return judgmentOf(values, images.shape[0], threshold);
}

/**
 * Summarizes class probabilities.
 *
 * @param probabilities [count, classes], row by row
 */
export function judgmentOf(probabilities: Float32Array, count: number, threshold = 0.9): Judgment {
  const classes = probabilities.length / count;
  const labels = new Uint16Array(count);
  const confidences = new Float32Array(count);
  const frequencies = new Array<number>(classes).fill(0);
  for (let image = 0; image < count; image++) {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    const confidence = Math.max(...row);
    const label = row.indexOf(confidence);
    confidences[image] = confidence;
    labels[image] = label;
    frequencies[label]! += 1 / count;
  }
  const confident = confidences.filter((confidence) => confidence > threshold).length / count;
  return { count, confident, threshold, frequencies, labels, confidences };
}

/**
 * The share of images in which the classifier sees the class that was asked for: of a conditional
 * generator, its conditional accuracy; of real images and their labels, the classifier's accuracy.
 *
 * @param asked the class asked for of each image
 * @throws RangeError unless there is one for each image
 */
export function conditionalAccuracy(judgment: Judgment, asked: ArrayLike<number>): number {
  const { labels, count } = judgment;
  if (asked.length !== count) {
    throw new RangeError(
      `One class for each of ${count} images is expected but there are ${asked.length}; pass ${count} classes.`,
    );
  }
  return labels.filter((label, image) => label === asked[image]).length / count;
}
