import { Directions } from "./directions.js";
import type { Features } from "./features.js";
import { nearPairs, pairCount, type Reach, type Side } from "./near-pairs.js";

/** So many neighbors are found at once, so that all metrics share one search. */
const USUAL = 5;

/** The squared distances of each row to its nearest other ones, [n, k], the nearest first. */
interface Nearest {
  readonly k: number;
  readonly squares: Float64Array;
}

/** Computed once, for the usual number of neighbors or the largest that was asked for. */
const nearestOf = new WeakMap<Features, Nearest>();

/**
 * The squared distance of each direction to its k-th nearest other one, [n]: the squared radius of its
 * ball in the manifold estimate of Kynkäänniemi et al. (2019).
 *
 * @throws RangeError unless k is an integer from 1 to n - 1
 */
export function squaredRadii(features: Features, k: number): Reach {
  return finished(findRadii(features, k));
}

/** {@link squaredRadii} in parts, which yield the number of pairs that they compared. */
export function* findRadii(features: Features, k: number): Generator<number, Reach> {
  const { count, source } = features;
  if (!(Number.isInteger(k) && k >= 1 && k < count)) {
    throw new RangeError(
      `The number of neighbors is expected to be an integer from 1 to ${count - 1}, the other ` +
        `images of ${source}, but is ${k}; pass for example ${Math.min(3, count - 1)}.`,
    );
  }
  let nearest = nearestOf.get(features);
  if (!nearest || nearest.k < k) {
    const most = Math.min(Math.max(k, USUAL), count - 1);
    nearest = { k: most, squares: yield* findNearest(new Directions(features), most) };
    nearestOf.set(features, nearest);
  }
  const { k: most, squares } = nearest;
  return Float64Array.from({ length: count }, (_, row) => squares[row * most + k - 1]!);
}

function* findNearest(rows: Directions, k: number): Generator<number, Float64Array> {
  const squares = new Float64Array(rows.count * k).fill(Infinity); // [n, k]
  const reach = new Float64Array(rows.count).fill(Infinity); // to the farthest of the nearest
  const insert = (row: number, square: number) => {
    if (square >= reach[row]!) return;
    let at = row * k + k - 1;
    for (; at > row * k && squares[at - 1]! > square; at--) squares[at] = squares[at - 1]!;
    squares[at] = square;
    reach[row] = squares[row * k + k - 1]!;
  };
  const side = {
    rows,
    reach,
    visit: (row: number, _: number, square: number) => insert(row, square),
  };
  yield* nearPairs(side, side);
  return squares;
}

/** The balls around the images of one set, which are counted with the images of the other in them. */
export interface Balls {
  readonly squaredRadii: Reach;
  /** Counts an image in a ball. */
  add(ball: number, image: number): void;
}

/** Counts the samples in the reference's balls, and the reference's images in the samples' balls. */
export interface PairCounter<Result> {
  readonly real: Balls;
  /** The samples' balls, where they count. */
  readonly fake?: Balls;
  result(): Result;
}

/** Compares all pairs once, for several counters; yields the number of pairs of each part. */
export function* countPairs(
  samples: Features,
  reference: Features,
  counters: readonly PairCounter<unknown>[],
): Generator<number, void> {
  const side = (features: Features, balls: readonly Balls[]): Side => ({
    rows: new Directions(features),
    reach: Float64Array.from({ length: features.count }, (_, row) =>
      balls.reduce((most, { squaredRadii }) => Math.max(most, squaredRadii[row]!), -Infinity),
    ),
    visit(row, other, square) {
      for (const { squaredRadii, add } of balls) if (square <= squaredRadii[row]!) add(row, other);
    },
  });
  yield* nearPairs(
    side(
      reference,
      counters.map(({ real }) => real),
    ),
    side(
      samples,
      counters.flatMap(({ fake }) => fake ?? []),
    ),
  );
}

/** The result of a single counter, which the given generator begins. */
export function countAlone<Result>(
  samples: Features,
  reference: Features,
  beginning: Generator<number, PairCounter<Result>>,
): Result {
  const counter = finished(beginning);
  finished(countPairs(samples, reference, [counter]));
  return counter.result();
}

/** The number of pairs that the metrics of neighbors compare, as far as it is not known from before. */
export function pairsToCompare(samples: Features, reference: Features): number {
  const within = [samples, reference].filter((features) => !nearestOf.has(features));
  const pairs = within.reduce((sum, { count }) => sum + pairCount(count, count, true), 0);
  return pairs + pairCount(samples.count, reference.count, false);
}

/** The result of work that is done in parts. */
export function finished<Result>(work: Generator<unknown, Result>): Result {
  for (;;) {
    const part = work.next();
    if (part.done) return part.value;
  }
}
