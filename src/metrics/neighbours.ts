import * as tf from "@tensorflow/tfjs";
import type { Features } from "./features.js";
import { meanOf } from "./moments.js";
import { rowsOf } from "./rows.js";

/** How many distances are in memory at once: 64 MB. */
const MOST = 2 ** 24;

/** What makes {@link squaredDistances} one matrix product. */
interface Points {
  /** $[-2x, |x|^2, 1]$, [n, k + 2] */
  readonly left: tf.Tensor2D;
  /** $[x, 1, |x|^2]$, [n, k + 2] */
  readonly right: tf.Tensor2D;
}

/**
 * Features as points. Distances do not depend on the center, but rounding does: it should lie
 * amidst the points.
 */
export function pointsOf(features: Features, center: Float64Array, rows?: Uint32Array): Points {
  return tf.tidy(() => {
    const x = rowsOf(features, rows, center); // [n, k]
    const squares = x.square().sum<tf.Tensor2D>(1, true); // [n, 1]
    const ones = tf.onesLike(squares);
    return {
      left: tf.concat([x.mul<tf.Tensor2D>(-2), squares, ones], 1), // [n, k + 2]
      right: tf.concat([x, ones, squares], 1), // [n, k + 2]
    };
  });
}

/** $|a - b|^2 = |a|^2 - 2 a \cdot b + |b|^2$ of all pairs: [a, b]; rounding may make 0 negative. */
export function squaredDistances(a: Points, b: Points): tf.Tensor2D {
  return tf.matMul(a.left, b.right, false, true) as tf.Tensor2D;
}

const known = new WeakMap<Features, Map<number, Float32Array>>();

/**
 * The squared distance of each row to its k-th nearest other row, [n]: the squared radius of its
 * ball in the manifold estimate of Kynkäänniemi et al. (2019). Computed once for each k.
 *
 * @throws RangeError unless k is an integer from 1 to n - 1
 */
export function squaredRadii(features: Features, k: number): Float32Array {
  const { count, source } = features;
  if (!(Number.isInteger(k) && k >= 1 && k < count)) {
    throw new RangeError(
      `The number of neighbours is expected to be an integer from 1 to ${count - 1}, the other ` +
        `images of ${source}, but is ${k}; pass for example ${Math.min(3, count - 1)}.`,
    );
  }
  const ofFeatures = known.get(features) ?? new Map<number, Float32Array>();
  known.set(features, ofFeatures);
  const found = ofFeatures.get(k);
  if (found) return found;
  const radii = new Float32Array(count);
  tf.tidy(() => {
    const points = pointsOf(features, meanOf(features));
    const part = Math.max(1, Math.floor(MOST / count));
    for (let start = 0; start < count; start += part) {
      const size = Math.min(part, count - start);
      tf.tidy(() => {
        const left = points.left.slice([start], [size]); // [size, k + 2]
        const distances = squaredDistances({ ...points, left }, points); // [size, n]
        // The nearest of all is the row itself.
        const { values } = tf.topk(distances.neg(), k + 1); // [size, k + 1]
        radii.set(values.slice([0, k], [size, 1]).neg().relu().dataSync<"float32">(), start);
      });
    }
  });
  ofFeatures.set(k, radii);
  return radii;
}

/**
 * Goes through all distances between reference and samples, one group of samples after another.
 *
 * @param groups the rows of the samples in each group
 * @param visit gets the squared distances [references, rows of the group] inside a `tf.tidy`
 * @returns what `visit` returns for each group
 */
export function visitDistances<T>(
  samples: Features,
  reference: Features,
  groups: readonly Uint32Array[],
  visit: (distances: tf.Tensor2D, rows: Uint32Array) => T,
): T[] {
  const center = meanOf(reference);
  const real = pointsOf(reference, center);
  try {
    const results: T[] = [];
    for (const rows of groups) {
      tf.tidy(() => {
        const distances = squaredDistances(real, pointsOf(samples, center, rows));
        results.push(visit(distances, rows));
      });
    }
    return results;
  } finally {
    tf.dispose([real.left, real.right]);
  }
}
