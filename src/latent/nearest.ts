import * as tf from "@tensorflow/tfjs";
import type { Dataset } from "../data/dataset.js";
import { featuresOf, type FeatureExtractor } from "./features.js";

/** How many images of a data set, and how many others, are compared at once. */
const BLOCK = 2000;
const OTHERS = 500;

/** So many more candidates are compared exactly, because rounding may confuse the order of the last. */
const MORE = 8;

/** For each of n images, k images of a data set, the nearest first. */
export interface Nearest {
  /** Which images of the data set, n rows of k. */
  readonly indices: readonly (readonly number[])[];
  /** Euclidean distances in pixels' values or features, n rows of k. */
  readonly distances: readonly (readonly number[])[];
}

/** Candidates for some images: indices and squared distances, both [n, k]. */
type Best = [indices: tf.Tensor2D, squares: tf.Tensor2D];

/**
 * The nearest images of a data set, by squared distances in blocks,
 * $\|x - y\|^2 = \|x\|^2 + \|y\|^2 - 2 x y$, whose last term is a matrix product. The mean of
 * the first block is subtracted before: what all have in common would cost the digits of their
 * differences.
 *
 * @param images [n, height, width, channels] of the data set's shape
 * @param k at most the data set's size
 */
export function nearest(
  images: tf.Tensor4D,
  dataset: Dataset,
  k: number,
  extractor?: FeatureExtractor,
): Nearest {
  const starts = range(0, images.shape[0], OTHERS);
  const others = starts.map((start) => tf.tidy(() => featuresOf(slice(images, start), extractor)));
  const candidates = Math.min(k + MORE, dataset.size);
  let best: Best[] | undefined;
  let center: tf.Tensor | undefined;
  for (const start of range(0, dataset.size, BLOCK)) {
    const block = tf.tidy(() => {
      const indices = range(start, Math.min(start + BLOCK, dataset.size));
      return featuresOf(dataset.images(indices), extractor); // [block, features]
    });
    const origin = (center ??= block.mean(0));
    const merges = others.map((features, part) =>
      tf.tidy(() => {
        const [x, y] = [features.sub<tf.Tensor2D>(origin), block.sub<tf.Tensor2D>(origin)];
        return merged(best?.[part], x, y, start, candidates);
      }),
    );
    tf.dispose([block, best ?? []] as tf.TensorContainer);
    best = merges;
  }
  const rows = others.map((features, part) => {
    const indices = best![part]![0].arraySync();
    return sorted(indices, exactDistances(features, indices, dataset, extractor), k);
  });
  tf.dispose([others, best!, center!] as tf.TensorContainer);
  return {
    indices: rows.flatMap(({ indices }) => indices),
    distances: rows.flatMap(({ distances }) => distances),
  };
}

/** The k nearest of those so far and those of a block. */
function merged(
  best: Best | undefined,
  features: tf.Tensor2D,
  block: tf.Tensor2D,
  start: number,
  k: number,
): Best {
  const products = tf.matMul(features, block, false, true); // [n, block]
  const squares = features
    .square()
    .sum(1, true)
    .add(block.square().sum(1))
    .sub(products.mul(2)) as tf.Tensor2D;
  const within = tf.topk(squares.neg(), Math.min(k, block.shape[0]));
  const fresh: Best = [within.indices.add(tf.scalar(start, "int32")), within.values.neg()];
  if (!best) return fresh;
  const all = best.map((part, i) => tf.concat([part, fresh[i]!], 1)) as Best; // [n, up to 2k]
  const chosen = tf.topk(all[1].neg(), Math.min(k, all[1].shape[1]));
  return [tf.gather(all[0], chosen.indices, 1, 1), chosen.values.neg()];
}

/**
 * The distances once more, as roots of summed differences: the form with the matrix product is off
 * by rounding, which matters where an image is all but a copy.
 */
function exactDistances(
  features: tf.Tensor2D,
  indices: number[][],
  dataset: Dataset,
  extractor?: FeatureExtractor,
): number[][] {
  return indices.map((row, i) =>
    tf.tidy(() => {
      const neighborFeatures = featuresOf(dataset.images(row), extractor); // [k, features]
      const differences = neighborFeatures.sub(features.slice([i], [1]));
      return [...tf.norm(differences, "euclidean", 1).dataSync()];
    }),
  );
}

/** The k nearest candidates of each row, by exact distance. */
function sorted(indices: number[][], distances: number[][], k: number): Nearest {
  const orders = distances.map((row) =>
    Array.from(row.keys())
      .sort((a, b) => row[a]! - row[b]!)
      .slice(0, k),
  );
  const pick = (rows: number[][]) => orders.map((order, i) => order.map((at) => rows[i]![at]!));
  return { indices: pick(indices), distances: pick(distances) };
}

function slice(images: tf.Tensor4D, start: number): tf.Tensor4D {
  return images.slice([start], [Math.min(OTHERS, images.shape[0] - start)]);
}

function range(start: number, stop: number, step = 1): number[] {
  return Array.from({ length: Math.ceil((stop - start) / step) }, (_, i) => start + i * step);
}
