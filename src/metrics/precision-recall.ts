import { checkLike, type Features } from "./features.js";
import { splitIntoGroups, type JackknifeOptions } from "./jackknife.js";
import { countAlone, findRadii, type PairCounter } from "./neighbors.js";
import type { Score } from "./score.js";
import { groupsOf, meanScore, partsOf, reachScore } from "./shares.js";

/** Settings of the metrics of nearest neighbors. */
export interface NeighborOptions extends JackknifeOptions {
  /** The neighbor that a ball reaches to, $k$: default 3 for precision and recall, 5 for density and coverage. */
  readonly neighbors?: number;
}

/** The result of {@link precisionAndRecall}. */
export interface PrecisionAndRecall<S extends Features, R extends Features> {
  /** The share of samples that lie among real images: how good they are. */
  readonly precision: Score<"precision", S["extractor"], R["source"], S["count"]>;
  /** The share of real images that lie among the samples: how many kinds are drawn. */
  readonly recall: Score<"recall", S["extractor"], R["source"], S["count"]>;
}

/**
 * Precision and recall of samples (Kynkäänniemi et al. 2019). Each set stands for the union of balls
 * around its images, each as large as the distance to its k-th nearest other one. Precision is the
 * share of samples in the reference's balls; recall the share of the reference in the samples'.
 * Both from 0 to 1, higher is better; between real images they are below 1, see the floor.
 *
 * Features are scaled to length 1 first, so scores are not those of the paper's networks: the
 * length of a classifier's features says how strong its evidence is, and blurred images, whose is
 * weak, would lie in the midst of all balls.
 *
 * Both depend on the number of images. One outlier has a large ball that spoils recall: density and
 * coverage are made against that.
 *
 * @throws RangeError when the features are not of one extractor, or k is not below their number
 */
export function precisionAndRecall<S extends Features, R extends Features<S["extractor"]>>(
  samples: S,
  reference: R,
  options: NeighborOptions = {},
): PrecisionAndRecall<S, R> {
  return countAlone(samples, reference, precisionRecallCounter(samples, reference, options));
}

/** {@link precisionAndRecall} in parts; its result waits for `countPairs`. */
export function* precisionRecallCounter<S extends Features, R extends Features<S["extractor"]>>(
  samples: S,
  reference: R,
  options: NeighborOptions,
): Generator<number, PairCounter<PrecisionAndRecall<S, R>>> {
  checkLike(samples, reference);
  const { neighbors = 3 } = options;
  const real = yield* findRadii(reference, neighbors);
  const fake = yield* findRadii(samples, neighbors);
  const groups = splitIntoGroups(samples.count, options);
  const groupOf = groupsOf(samples.count, groups);
  const inReal = new Uint8Array(samples.count);
  const reached = groups.map(() => new Uint8Array(reference.count));
  return {
    real: {
      squaredRadii: real,
      add: (_, sample) => (inReal[sample] = 1),
    },
    fake: {
      squaredRadii: fake,
      add: (sample, image) => (reached[groupOf[sample]!]![image] = 1),
    },
    result() {
      const parts = partsOf(groups, inReal, reached);
      return {
        precision: meanScore("precision", samples, reference, parts, 1),
        recall: reachScore("recall", samples, reference, parts),
      };
    },
  };
}
