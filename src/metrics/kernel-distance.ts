import * as tf from "@tensorflow/tfjs";
import { checkLike, type Features } from "./features.js";
import { splitIntoGroups, jackknife, type JackknifeOptions } from "./jackknife.js";
import { meanOf } from "./moments.js";
import { Score } from "./score.js";

/** Settings of {@link kernelDistance}. */
export interface KernelDistanceOptions extends JackknifeOptions {
  /**
   * Rows in a block; default a twentieth of the samples or of the reference, whichever are fewer, at
   * most 1,000. The distance's expected value does not depend on it.
   */
  readonly block?: number;
}

/**
 * The kernel distance of two sets of features: the squared maximum mean discrepancy with the kernel
 * $(x \cdot y / k + 1)^3$ (Bińkowski et al. 2018, who call it KID on Inception's features).
 * Lower is better; its expected value is 0 between equal distributions, so it may come out negative.
 *
 * The estimate is unbiased: unlike the Fréchet distance it does not depend on the number of samples.
 * It is the mean over disjoint blocks, each of as many samples as references. So of the larger set
 * only as many images take part as the smaller one has, the same ones for one seed: scores of several
 * models against one reference share its chance.
 *
 * @throws RangeError when the features are not of one extractor, or the block does not fit twice
 */
export function kernelDistance<S extends Features, R extends Features<S["extractor"]>>(
  samples: S,
  reference: R,
  options: KernelDistanceOptions = {},
): Score<"kernel distance", S["extractor"], R["source"], S["count"]> {
  checkLike(samples, reference);
  const fewer = Math.min(samples.count, reference.count);
  const { block = Math.max(2, Math.min(1000, Math.floor(fewer / 20))) } = options;
  if (!(Number.isInteger(block) && block >= 2 && block <= fewer)) {
    throw new RangeError(
      `A block is expected to be an integer from 2 to ${fewer}, the number of images, but is ` +
        `${block}; leave it out for a twentieth of them.`,
    );
  }
  const blocks = Math.floor(fewer / block);
  const left = splitIntoGroups(samples.count, options, 1)[0]!;
  const right = splitIntoGroups(reference.count, options, 1)[0]!;
  const center = meanOf(reference);
  const distances = Array.from({ length: blocks }, (_, b) => {
    const rows = (order: Uint32Array) => order.subarray(b * block, (b + 1) * block);
    const x = centered(samples, rows(left), center);
    const y = centered(reference, rows(right), center);
    const distance = discrepancy(x, y, center);
    tf.dispose([x.rows, y.rows]);
    return distance;
  });
  const mean = (without?: number) => {
    const counted = distances.filter((_, b) => b !== without);
    return counted.reduce((sum, value) => sum + value, 0) / counted.length;
  };
  return new Score({
    kind: "kernel distance",
    ...jackknife(blocks, mean),
    range: [-Infinity, Infinity],
    extractor: samples.extractor,
    reference: reference.source,
    samples: samples.count,
    references: reference.count,
  });
}

/** Rows of a block less a center $c$: $u = x - c$. */
interface Centered {
  /** float32 [b, k] */
  readonly rows: tf.Tensor2D;
  /** $c \cdot u$ of each, in float64. */
  readonly along: Float64Array;
}

function centered({ values, size }: Features, rows: Uint32Array, center: Float64Array): Centered {
  const differences = new Float32Array(rows.length * size);
  const along = new Float64Array(rows.length);
  let at = 0;
  rows.forEach((row, n) => {
    for (let i = 0; i < size; i++) {
      const difference = values[row * size + i]! - center[i]!;
      differences[at++] = difference;
      along[n]! += center[i]! * difference;
    }
  });
  return { rows: tf.tensor2d(differences, [rows.length, size]), along };
}

/** The unbiased estimate for one block: a point is not compared with itself. */
function discrepancy(x: Centered, y: Centered, center: Float64Array): number {
  const b = x.along.length;
  const within = kernelSum(x, x, center) + kernelSum(y, y, center);
  return within / (b * (b - 1)) - (2 * kernelSum(x, y, center)) / (b * b);
}

/**
 * The sum over all pairs, or those of two different points of one set, of
 * $(x \cdot y / k + 1)^3 - s^3$ with $s = |c|^2 / k + 1$.
 *
 * The distance is a small difference of such sums, in which $s^3$ is no part. With
 * $x \cdot y / k + 1 = s + w$ it is left out before it costs the digits of features that differ by
 * little: $w (w^2 + 3 s w + 3 s^2)$, in float64 but for the products of rows less the center.
 */
function kernelSum(x: Centered, y: Centered, center: Float64Array): number {
  const size = center.length;
  const s = center.reduce((sum, value) => sum + value * value, 0) / size + 1;
  const product = x.rows.matMul(y.rows, false, true);
  const products = product.dataSync<"float32">(); // [b, b]
  product.dispose();
  let total = 0;
  for (let i = 0, at = 0; i < x.along.length; i++) {
    for (let j = 0; j < y.along.length; j++, at++) {
      if (x === y && i === j) continue;
      const w = (x.along[i]! + y.along[j]! + products[at]!) / size;
      total += ((w + 3 * s) * w + 3 * s * s) * w;
    }
  }
  return total;
}
