import { anImageSet } from "../data/image-set.js";
import { aFunction, aNumber, checkArgument, checkOptions } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import type { Dataset } from "../data/dataset.js";
import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import { imageGrid, type ImageGrid } from "../plot/image-grid.js";
import { formatNumber } from "../base/numbers.js";
import { checkImages, type FeatureExtractor } from "./features.js";
import { nearest, type Nearest } from "./nearest.js";

/** Options of {@link nearestNeighbors}. */
export interface NearestNeighborOptions {
  /** Neighbors of each image; default 5. */
  readonly k?: number;
  /** Features by which images are compared; default their pixels. */
  readonly extractor?: FeatureExtractor;
}

/** How many images the picture shows. */
const SHOWN = 10;

/** Images with their nearest neighbors in a data set, see {@link nearestNeighbors}. */
export class NearestNeighbors extends Shown implements Nearest {
  /** Which images of the data set: for each image k indices, the nearest first. */
  readonly indices: readonly (readonly number[])[];
  /** The Euclidean distances to them. */
  readonly distances: readonly (readonly number[])[];
  readonly #name: string;

  constructor(
    { indices, distances }: Nearest,
    name: string,
    /** Each image beside its neighbors, those nearest to the data set on top, at most 10. */
    readonly grid: ImageGrid,
  ) {
    super();
    this.indices = indices;
    this.distances = distances;
    this.#name = name;
  }

  [DISPLAY](): MimeBundle {
    return { ...this.grid[DISPLAY](), "text/plain": this.toString() };
  }

  toString(): string {
    const least = this.distances.map(([first]) => first!).sort((a, b) => a - b);
    const median = least[Math.floor(least.length / 2)]!;
    return (
      `${least.length} image${least.length === 1 ? "" : "s"} and the nearest of ${this.#name}: ` +
      `distance ${formatNumber(least[0]!)} to ${formatNumber(least.at(-1)!)}, median ${formatNumber(median)}`
    );
  }
}

/**
 * The images of a data set that are nearest to given ones: the first look for a generator that has
 * memorized its training images.
 *
 * It shows itself as a picture: each sample beside its neighbors, the most suspicious on top.
 * Being near is no proof, simple images are near to all others: {@link dataCopying} compares with
 * images that the generator cannot have seen. Distances of pixels miss a copy that is shifted.
 *
 * @param images [n, height, width, channels] in [-1, 1], of the data set's shape
 * @throws Error when the images are of another shape
 * @throws RangeError when images are not in [-1, 1], or `k` is not an integer from 1 to the data set's
 *   size
 */
export function nearestNeighbors(
  images: tf.Tensor4D,
  dataset: Dataset,
  options: NearestNeighborOptions = {},
): NearestNeighbors {
  checkArgument("dataset", dataset, anImageSet);
  const features = aFunction("(images) => network.predict(images)");
  checkOptions("nearestNeighbors", options, { k: aNumber(5), extractor: features });
  const { k = Math.min(5, dataset.size), extractor } = options;
  checkImages("Images to find neighbors of", images, dataset.image);
  if (!Number.isInteger(k) || k < 1 || k > dataset.size) {
    throw new RangeError(
      `k is expected to be an integer from 1 to ${dataset.size}, the size of ${dataset.name}, ` +
        `but is ${k}; pass for example ${Math.min(5, dataset.size)}.`,
    );
  }
  const neighbors = nearest(images, dataset, k, extractor);
  const grid = comparison(images, dataset, neighbors, k);
  return new NearestNeighbors(neighbors, dataset.name, grid);
}

/** A row for each image: itself, then its neighbors with their distances. */
function comparison(
  images: tf.Tensor4D,
  dataset: Dataset,
  { indices, distances }: Nearest,
  k: number,
): ImageGrid {
  const order = distances
    .map(([least], image) => ({ least: least!, image }))
    .sort((a, b) => a.least - b.least)
    .slice(0, SHOWN)
    .map(({ image }) => image);
  const captions = order.flatMap((image) => [
    "image",
    ...distances[image]!.map((distance) => formatNumber(distance)),
  ]);
  const rows = tf.tidy(() => {
    const parts = order.flatMap((image) => [
      images.slice([image], [1]),
      dataset.images(indices[image]), // [k, h, w, c]
    ]);
    return tf.concat(parts) as tf.Tensor4D;
  });
  try {
    return imageGrid(rows, { columns: k + 1, captions });
  } finally {
    rows.dispose();
  }
}
