import * as tf from "@tensorflow/tfjs";
import { Directions } from "./directions.js";

/** Rows of one set, and of the other, whose distances are in memory at once: 8 MB. */
const [LEFT, RIGHT] = [512, 4096];

/**
 * A bound on the error of a squared distance by a float32 matrix product, for each unit of
 * $|x|^2 + |y|^2$: twice the $k + 2$ roundings of the sum and those of the factors; on GPUs that
 * multiply with 10 bits (TF32), twice $2^{-9}$ more.
 */
function errorBound(size: number): number {
  const backend = tf.backend() as { binding?: { isUsingGpuDevice?: () => boolean } };
  const onGpu = backend.binding?.isUsingGpuDevice?.() ?? false;
  return (onGpu ? 2 ** -8 : 0) + (2 * size + 16) * 2 ** -24;
}

/** How far each row reaches, as a squared distance; a visit may lower it. */
export type Reach = Float64Array;

/** Gets two rows and their squared distance. */
export type Visit = (left: number, right: number, square: number) => void;

/**
 * Visits the pairs of rows of two sets, or of one, that are so near that one row reaches the other.
 * A few others may be visited, too. Distances are exact to float64.
 *
 * Nearly all pairs are far from each other, which a float32 product of matrices shows, a block at a
 * time, after subtracting their mean: $2 - 2 a \cdot b$ of the rows themselves would lose the
 * distances of rows that differ by little. Only for the others, and those that rounding leaves open,
 * the distance is computed as the sum of squared differences.
 *
 * @param visit gets rows where `right` is above `left`, if there is one set only
 * @returns yields the number of pairs of each block
 */
export function* nearPairs(
  left: Directions,
  right: Directions,
  reachLeft: Reach,
  reachRight: Reach,
  visit: Visit,
): Generator<number, void> {
  const center = right.mean();
  const norms = left.squaredRadius(center) + right.squaredRadius(center);
  const scan = scanner(left, right, reachLeft, reachRight, errorBound(left.size) * norms, visit);
  for (let start = 0; start < right.count; start += RIGHT) {
    const end = Math.min(start + RIGHT, right.count);
    const factor = right.factor("right", center, start, end); // [RIGHT, k + 2]
    try {
      for (let first = 0; first < (left === right ? end : left.count); first += LEFT) {
        const last = Math.min(first + LEFT, left.count);
        const product = tf.tidy(() =>
          left.factor("left", center, first, last).matMul(factor, false, true),
        );
        const squares = product.dataSync<"float32">(); // [LEFT, RIGHT]
        product.dispose();
        scan(squares, [first, last], [start, end]);
        yield (last - first) * (end - start);
      }
    } finally {
      factor.dispose();
    }
  }
}

type Rows = readonly [start: number, end: number];

/** Goes through a block. A plain function, because V8 does not optimize the loops of a generator. */
function scanner(
  left: Directions,
  right: Directions,
  reachLeft: Reach,
  reachRight: Reach,
  error: number,
  visit: Visit,
) {
  const limits = new Float64Array(RIGHT); // of the block's rows on the right
  return (squares: Float32Array, [first, last]: Rows, [start, end]: Rows): void => {
    const width = end - start;
    for (let j = 0; j < width; j++) limits[j] = reachRight[start + j]! + error;
    for (let i = first; i < last; i++) {
      const row = (i - first) * width;
      let j = left === right ? Math.max(0, i + 1 - start) : 0;
      while ((j = nextNear(squares, row, limits, reachLeft[i]! + error, j, width)) < width) {
        visit(i, start + j, left.squaredDistance(i, right, start + j));
        limits[j] = reachRight[start + j]! + error;
        j++;
      }
    }
  };
}

/** The next column, from the given one on, that is within the row's limit or its own. */
function nextNear(
  squares: Float32Array,
  row: number,
  limits: Float64Array,
  limit: number,
  from: number,
  end: number,
): number {
  const far = (j: number) => squares[row + j]! > limit && squares[row + j]! > limits[j]!;
  let j = from;
  while (j + 3 < end && far(j) && far(j + 1) && far(j + 2) && far(j + 3)) j += 4;
  while (j < end && far(j)) j++;
  return j;
}

/** Pairs that {@link nearPairs} yields in all. */
export function pairCount(left: number, right: number, within: boolean): number {
  if (!within) return left * right;
  let pairs = 0;
  for (let start = 0; start < right; start += RIGHT) {
    const end = Math.min(start + RIGHT, right);
    pairs += Math.min(left, Math.ceil(end / LEFT) * LEFT) * (end - start);
  }
  return pairs;
}
