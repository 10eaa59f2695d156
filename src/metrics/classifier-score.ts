import type { Features } from "./features.js";
import { splitIntoGroups, jackknife, type JackknifeOptions } from "./jackknife.js";
import { NO_REFERENCE, Score } from "./score.js";

/**
 * The classifier score $\exp(\mathbb{E}_x\, \mathrm{KL}(p(y|x)\,\|\,p(y)))$ (Salimans et al. 2016,
 * as the inception score): high when the classifier is sure of each sample and finds all classes
 * equally often. From 1 to the number of classes; higher is better.
 *
 * It knows no real images: a generator that draws one good sample of each class gets the best score.
 * And it is *not the inception score*, which means the classes of one network on ImageNet.
 * Computed over all samples at once, not over splits, which lower it (Barratt and Sharma 2018).
 *
 * @throws Error when the extractor gave no class probabilities
 */
export function classifierScore<S extends Features>(
  samples: S,
  options: JackknifeOptions = {},
): Score<"classifier score", S["extractor"], typeof NO_REFERENCE, S["count"]> {
  const { probabilities, count } = samples;
  if (!probabilities) {
    throw new Error(
      `The ${samples.extractor} is expected to give class probabilities but gives features only; ` +
        `use a classifier.`,
    );
  }
  const classes = probabilities.length / count;
  const groups = splitIntoGroups(count, options).map((rows) =>
    groupSums(probabilities, classes, rows),
  );
  const score = (without?: number): number => {
    let images = 0;
    let negentropy = 0; // sum over x and y of p(y|x) log p(y|x)
    const marginal = new Float64Array(classes); // sum over x of p(y|x)
    groups.forEach((group, g) => {
      if (g === without) return;
      images += group.count;
      negentropy += group.negentropy;
      group.marginal.forEach((value, y) => (marginal[y]! += value));
    });
    const ofMarginal = marginal.reduce((sum, value) => sum + plogp(value / images), 0);
    return Math.exp(negentropy / images - ofMarginal);
  };
  return new Score({
    kind: "classifier score",
    ...jackknife(groups.length, score),
    range: [1, classes],
    extractor: samples.extractor,
    reference: NO_REFERENCE,
    samples: count,
    references: 0,
  });
}

function groupSums(probabilities: Float32Array, classes: number, rows: Uint32Array) {
  const marginal = new Float64Array(classes);
  let negentropy = 0;
  for (const row of rows) {
    for (let y = 0; y < classes; y++) {
      const p = probabilities[row * classes + y]!;
      marginal[y]! += p;
      negentropy += plogp(p);
    }
  }
  return { count: rows.length, negentropy, marginal };
}

/** $p \log p$, which is 0 at 0. */
function plogp(p: number): number {
  return p > 0 ? p * Math.log(p) : 0;
}
