import type * as tf from "@tensorflow/tfjs";
import type { Dataset } from "../data/dataset.js";
import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import type { Chart } from "../plot/chart.js";
import { histogram } from "../plot/histogram.js";
import type { ImageShape } from "../tensor/shape.js";
import { checkImages, type FeatureExtractor } from "./features.js";
import { nearest } from "./nearest.js";

/** Options of {@link dataCopying}. */
export interface DataCopyingOptions<Image extends ImageShape> {
  /** The images that the generator was trained on. */
  readonly train: Dataset<Image>;
  /** Real images that it has not seen, of the same distribution; some 1,000 do. */
  readonly test: Dataset<Image>;
  /** Features by which images are compared; default their pixels. */
  readonly extractor?: FeatureExtractor;
}

/** The answer of {@link dataCopying}, shown as a histogram of the distances. */
export class DataCopying extends Shown {
  /**
   * How often a sample is nearer to the training images than a test image is: 0.5 is what fresh
   * real images get, 1 what copies get.
   */
  readonly share: number;
  /**
   * The Mann-Whitney statistic in standard deviations: below -3, samples are nearer to the training
   * images than chance allows. Above 3 they are farther away, which says that they are poor, not
   * that they are original.
   */
  readonly z: number;

  constructor(
    /** Each sample's distance to the nearest training image. */
    readonly samples: Float32Array,
    /** Each test image's distance to the nearest training image. */
    readonly test: Float32Array,
  ) {
    super();
    const { share, z } = mannWhitney(samples, test);
    this.share = share;
    this.z = z;
  }

  /** The distances of samples and of test images. */
  get chart(): Chart {
    const series = { "test images": this.test, samples: this.samples };
    const title = "Distance to the nearest training image";
    return histogram(series, { title, axis: "distance" });
  }

  async [DISPLAY](): Promise<MimeBundle> {
    return { ...(await this.chart[DISPLAY]()), "text/plain": this.toString() };
  }

  #conclusion(): string {
    if (this.z < -3) return "samples copy training images";
    if (this.z > 3) return "samples are farther from the training images than real ones";
    return "no sign of copying";
  }

  toString(): string {
    const percent = (100 * this.share).toFixed(1);
    return (
      `${this.#conclusion()}: a sample is nearer to the training images than a test image is in ${percent} % of ` +
      `pairs, z = ${this.z.toFixed(1)} (${this.samples.length} samples, ${this.test.length} test images)`
    );
  }
}

/**
 * Whether a generator copies its training images: are its samples nearer to them than real images
 * are that it has not seen?
 *
 * The distances to the nearest training image of samples and of test images are compared by the
 * rank test of Mann and Whitney (1947), as Meehan, Chaudhuri and Dasgupta (2020) do it; their $C_T$
 * does so in each cell of a partition of the images and averages, this one in a single cell. So a
 * generator that copies some images and draws the rest badly can pass: look at the histogram's left
 * end. Blurred samples are near to everything: look at the samples, too.
 *
 * @param samples [n, height, width, channels] in [-1, 1], some 1,000
 * @throws Error when the images are of another shape
 * @throws RangeError when images are not in [-1, 1]
 */
export function dataCopying<Image extends ImageShape>(
  samples: tf.Tensor4D,
  options: DataCopyingOptions<Image>,
): DataCopying {
  const { extractor } = options;
  const train = options.train;
  const test = options.test;
  checkImages("Samples", samples, train.image);
  const least = (images: tf.Tensor4D) =>
    Float32Array.from(nearest(images, train, 1, extractor).distances, ([first]) => first!);
  const real = test.images();
  try {
    checkImages("Test images", real, train.image);
    return new DataCopying(least(samples), least(real));
  } finally {
    real.dispose();
  }
}

/** The share of pairs in which the first is less (equal counts half), and its standard score. */
function mannWhitney(first: Float32Array, second: Float32Array): { share: number; z: number } {
  const [n, m] = [first.length, second.length];
  const sorted = second.slice().sort();
  let wins = 0;
  for (const value of first) {
    const notLess = lowerBound(sorted, value, false);
    const greater = lowerBound(sorted, value, true);
    wins += m - greater + (greater - notLess) / 2;
  }
  // U counts the pairs in which the first is greater, so that copies make z negative.
  const u = n * m - wins;
  const std = Math.sqrt((n * m * (n + m + 1)) / 12);
  return { share: wins / (n * m), z: (u - (n * m) / 2) / std };
}

/** How many of the sorted values are less than `value`, or not greater than it. */
function lowerBound(sorted: Float32Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = sorted[middle]!;
    if (at < value || (orEqual && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
