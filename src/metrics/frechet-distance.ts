import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { checkLike, type Features } from "./features.js";
import { splitIntoGroups, jackknife, type JackknifeOptions } from "./jackknife.js";
import { addSums, meanOf, momentsOf, noSums, sumsOf, type Moments } from "./moments.js";
import { Score } from "./score.js";

/** How many numbers the sums of the groups may have: 256 MB. */
const MOST = 2 ** 25;

/**
 * The Fréchet distance of two sets of features, each taken as a normal distribution (Heusel et al.
 * 2017): $\|\mu_1 - \mu_2\|^2 + \mathrm{tr}(\Sigma_1 + \Sigma_2 - 2 (\Sigma_1 \Sigma_2)^{1/2})$.
 * From 0; lower is better.
 *
 * It is *not the FID*: that name is for the 2,048 features of one Inception-v3 network, which this
 * library does not ship. Distances of other features are of another scale altogether. And it is
 * biased: fewer samples give larger distances, also between real images. So compare at one number
 * of samples, and read it beside the floor, the distance of real images from the reference.
 *
 * Computed in float64. With 128 features it takes a second or two, with 512 about two minutes,
 * nearly all of it for the standard error.
 *
 * `console.warn` reports sets of no more images than features. The standard error of 2 samples is
 * not known, and 0.
 *
 * @throws RangeError when the features are not of one extractor, or of fewer than 2 images
 */
export function frechetDistance<S extends Features, R extends Features<S["extractor"]>>(
  samples: S,
  reference: R,
  options: JackknifeOptions = {},
): Score<"Fréchet distance", S["extractor"], R["source"], S["count"]> {
  checkLike(samples, reference);
  for (const features of [samples, reference]) warnOfFew(features);
  const { size } = samples;
  const center = meanOf(reference);
  const fromReference = distanceFrom(momentsOf(sumsOf(reference, center), center));
  const triangle = (size * (size + 1)) / 2;
  const most = Math.max(2, Math.min(50, Math.floor(MOST / triangle)));
  // A covariance takes two images, which must be left when one group is.
  const groups = splitIntoGroups(samples.count, options, samples.count > 2 ? most : 1).map((rows) =>
    sumsOf(samples, center, rows),
  );
  const distance = (without?: number): number => {
    const total = noSums(size);
    groups.forEach((sums, group) => group !== without && addSums(total, sums));
    return fromReference(momentsOf(total, center));
  };
  return new Score({
    kind: "Fréchet distance",
    ...jackknife(groups.length, distance),
    range: [0, Infinity],
    extractor: samples.extractor,
    reference: reference.source,
    samples: samples.count,
    references: reference.count,
  });
}

/** Says on stderr that the covariance of n images is singular, of rank n - 1 at most. */
function warnOfFew({ source, count, size }: Features): void {
  if (count > size) return;
  console.warn(
    `The Fréchet distance is expected to be taken of more images than features (${size}) but there ` +
      `are ${count} of ${source}, so that their covariance is singular and the distance too large; ` +
      `use more images, or compare by the kernel distance.`,
  );
}

/**
 * The squared Fréchet distance of two normal distributions (Dowson and Landau 1982).
 *
 * $\Sigma_1 \Sigma_2$ has the eigenvalues of the symmetric $\Sigma_2^{1/2} \Sigma_1 \Sigma_2^{1/2}$,
 * so the trace of its root is the sum of their roots, real and safe also where a covariance is
 * singular, which with few samples or idle features it always is.
 */
export function gaussianDistance(a: Moments, b: Moments): number {
  return distanceFrom(b)(a);
}

/** {@link gaussianDistance} from one distribution, whose root is computed once. */
function distanceFrom(b: Moments): (a: Moments) => number {
  const to = new Matrix([...b.covariance]); // [k, k]
  const root = squareRoot(to); // [k, k]
  return (a) => {
    const from = new Matrix([...a.covariance]); // [k, k]
    const { realEigenvalues } = eigen(root.mmul(from).mmul(root));
    const cross = realEigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
    const means = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]!) ** 2, 0);
    // Equal distributions may round to just below 0.
    return Math.max(0, means + from.trace() + to.trace() - 2 * cross);
  };
}

/** The symmetric square root of a covariance; eigenvalues that rounding made negative count as 0. */
function squareRoot(covariance: Matrix): Matrix {
  const { eigenvectorMatrix: vectors, realEigenvalues } = eigen(covariance);
  const roots = realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
  return vectors.clone().mulRowVector(roots).mmul(vectors.transpose());
}

function eigen(symmetric: Matrix): EigenvalueDecomposition {
  return new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
}
