/** Black and white images, drawn from gray ones: data for a Bernoulli likelihood. */
import * as tf from "@tensorflow/tfjs";
import { anObject, checkArgument, checkOptions } from "../base/arguments.js";
import { deriveSeed, randomUniform, type RandomKey } from "../tensor/random/index.js";
import type { ImageShape } from "../tensor/shape.js";
import { Dataset } from "./dataset.js";
import { checkImageValuesIfRead } from "./image-values.js";

const inMemory = anObject("a data set in memory", "await mnist()", "pixels", "labels", "images");

/** Images that are drawn at once. */
const AT_ONCE = 1000;

/**
 * Draws black and white images: each value is 1 with the probability that its brightness says, from 0
 * for black to 1 for white. Drawn again for every batch, it is the *dynamic* binarization of Burda et
 * al. (2016): no image is ever the same, which hinders overfitting. {@link binarized} draws once.
 *
 * Also works inside a captured step.
 *
 * @param images [n, height, width, channels] in [-1, 1], not changed
 * @param key fixes the draw; a new one for each step
 * @returns float32 of the same shape, each value 0 or 1
 * @throws RangeError when a value is not in [-1, 1], outside of captured steps
 */
export function binarize(images: tf.Tensor4D, key: RandomKey): tf.Tensor4D {
  checkImageValuesIfRead("The images", images);
  return tf.tidy(() => {
    const probabilities = images.add(1).div(2);
    return tf.less(randomUniform(images.shape, key), probabilities).cast("float32");
  });
}

/** Options of {@link binarized}. */
export interface BinarizedOptions {
  /** Fixes the draw: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

/**
 * A data set of black and white images, drawn once from a gray one as {@link binarize} draws: *static*
 * binarization. Its images are -1 and 1, of which `binarize` makes 0 and 1.
 *
 * Log-likelihoods of statically and dynamically binarized images must not be compared. Nor are these
 * the files that Larochelle drew from MNIST in 2011, which many papers use: that draw is another one.
 *
 * @throws RangeError when the seed is not as described
 */
export function binarized<const Image extends ImageShape, Classes extends number>(
  dataset: Dataset<Image, Classes>,
  options: BinarizedOptions = {},
): Dataset<Image, Classes> {
  checkArgument("dataset", dataset, inMemory);
  checkOptions("binarized", options, {});
  const { name, image, labels, classes, size } = dataset;
  const seed = deriveSeed(options.seed ?? 0, "binarized");
  const each = image[0] * image[1] * image[2];
  const pixels = new Uint8Array(size * each);
  for (let start = 0, step = 0; start < size; start += AT_ONCE, step++) {
    const indices = Array.from({ length: Math.min(AT_ONCE, size - start) }, (_, i) => start + i);
    const drawn = tf.tidy(() =>
      binarize(dataset.images(indices), { seed, step }).mul(255).toInt().dataSync(),
    );
    pixels.set(drawn, start * each);
  }
  return new Dataset({ name: `${name}, binarized`, image, pixels, labels, classes });
}
