import { checkLike, type Features } from "./features.js";
import { splitIntoGroups } from "./jackknife.js";
import { countAlone, findRadii, type PairCounter } from "./neighbors.js";
import type { NeighborOptions } from "./precision-recall.js";
import type { Score } from "./score.js";
import { groupsOf, meanScore, partsOf, reachScore } from "./shares.js";

/** The result of {@link densityAndCoverage}. */
export interface DensityAndCoverage<S extends Features, R extends Features> {
  /** How densely real images lie around the samples; may exceed 1. */
  readonly density: Score<"density", S["extractor"], R["source"], S["count"]>;
  /** The share of real images that have a sample near. */
  readonly coverage: Score<"coverage", S["extractor"], R["source"], S["count"]>;
}

/**
 * Density and coverage of samples (Naeem et al. 2020), with balls around the reference's images
 * only, each as large as the distance to its k-th nearest other one. Density is the number of balls
 * that a sample lies in, divided by k, on average: from 0, about 1 for real images, above it where
 * samples crowd in the densest parts. Coverage is the share of balls with a sample in them: from 0
 * to 1. Higher is better.
 *
 * Features are scaled to length 1 first, as for {@link precisionAndRecall}.
 *
 * Between equal distributions of n images each, the expected coverage is about $1 - 2^{-k}$, 0.97
 * for k = 5; fewer samples cover less.
 *
 * @throws RangeError when the features are not of one extractor, or k is not below their number
 */
export function densityAndCoverage<S extends Features, R extends Features<S["extractor"]>>(
  samples: S,
  reference: R,
  options: NeighborOptions = {},
): DensityAndCoverage<S, R> {
  return countAlone(samples, reference, densityCoverageCounter(samples, reference, options));
}

/** {@link densityAndCoverage} in parts; its result waits for `countPairs`. */
export function* densityCoverageCounter<S extends Features, R extends Features<S["extractor"]>>(
  samples: S,
  reference: R,
  options: NeighborOptions,
): Generator<number, PairCounter<DensityAndCoverage<S, R>>> {
  checkLike(samples, reference);
  const { neighbors = 5 } = options;
  const real = yield* findRadii(reference, neighbors);
  const groups = splitIntoGroups(samples.count, options);
  const groupOf = groupsOf(samples.count, groups);
  const balls = new Uint32Array(samples.count); // that a sample lies in
  const reached = groups.map(() => new Uint8Array(reference.count));
  return {
    real: {
      squaredRadii: real,
      add(image, sample) {
        balls[sample]! += 1;
        reached[groupOf[sample]!]![image] = 1;
      },
    },
    result() {
      const parts = partsOf(groups, balls, reached, 1 / neighbors);
      return {
        density: meanScore("density", samples, reference, parts, Infinity),
        coverage: reachScore("coverage", samples, reference, parts),
      };
    },
  };
}
