import * as tf from "@tensorflow/tfjs";
import type { Directions } from "./directions.js";
import { STRIP, visitWithin } from "./strips.js";

/** Rows of one set, and of the other, whose distances are in memory at once: 13 MB. */
const [LEFT, RIGHT] = [1024, 3072];

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

/** One of two sets of rows whose pairs are compared. */
export interface Side {
  readonly rows: Directions;
  readonly reach: Reach;
  /** Gets a row, one of the other side within its reach, and their squared distance. */
  readonly visit: (row: number, other: number, square: number) => void;
}

/**
 * Visits the pairs of rows of two sets, or of one, that are so near that one row reaches the other:
 * for each row the ones that it reaches. A few others may be visited, too. Distances are exact to
 * float64.
 *
 * Nearly all pairs are far from each other, which a float32 product of matrices shows, a block at a
 * time, after subtracting their mean: $2 - 2 a \cdot b$ of the rows themselves would lose the
 * distances of rows that differ by little. Only for the others, and those that rounding leaves open,
 * the distance is computed as the sum of squared differences.
 *
 * @returns yields the number of pairs of each block
 */
export function* nearPairs(left: Side, right: Side): Generator<number, void> {
  const center = right.rows.mean();
  const norms = left.rows.squaredRadius(center) + right.rows.squaredRadius(center);
  const error = errorBound(left.rows.size) * norms;
  const within = left.rows === right.rows;
  for (let start = 0; start < right.rows.count; start += RIGHT) {
    const columns = new Lines(right, start, RIGHT, error);
    const factor = right.rows.factor("right", center, columns.start, columns.end, STRIP); // [RIGHT, k + 2]
    try {
      for (let first = 0; first < (within ? columns.end : left.rows.count); first += LEFT) {
        const rows = new Lines(left, first, LEFT, error);
        const squares = tf.tidy(() => {
          const other = left.rows.factor("left", center, rows.start, rows.end, STRIP); // [LEFT, k + 2]
          return other.matMul(factor, false, true) as tf.Tensor2D; // [LEFT, RIGHT]
        });
        try {
          // A block of one set may hold a pair in both orders, of which one counts.
          visitWithin(squares, 0, rows.limits, (row, column) => {
            if (!within || first + row < start + column) rows.visit(row, columns, column);
          });
          visitWithin(squares, 1, columns.limits, (column, row) => {
            if (!within || first + row < start + column) columns.visit(column, rows, row);
          });
        } finally {
          squares.dispose();
        }
        yield rows.count * columns.count;
      }
    } finally {
      factor.dispose();
    }
  }
}

/** Some rows of a side, and the limits that float32 distances are compared with. */
class Lines {
  readonly end: number;
  readonly limits: Float64Array;

  constructor(
    readonly side: Side,
    readonly start: number,
    most: number,
    readonly error: number,
  ) {
    this.end = Math.min(start + most, side.rows.count);
    this.limits = side.reach.slice(start, this.end).map((square) => square + error);
  }

  get count(): number {
    return this.end - this.start;
  }

  /** Visits the pair of a line and one of the other side. */
  visit(line: number, other: Lines, crossing: number): void {
    const [row, otherRow] = [this.start + line, other.start + crossing];
    if (otherRow >= other.end) return;
    const { rows, reach, visit } = this.side;
    visit(row, otherRow, rows.squaredDistance(row, other.side.rows, otherRow));
    this.limits[line] = reach[row]! + this.error;
  }
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
