import * as tf from "@tensorflow/tfjs";
import { checkLike, type Features } from "./features.js";
import { splitIntoGroups, jackknife, type JackknifeOptions } from "./jackknife.js";
import { rowsOf } from "./rows.js";
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
  const distances = Array.from({ length: blocks }, (_, b) => {
    const rows = (order: Uint32Array) => order.subarray(b * block, (b + 1) * block);
    return discrepancy(samples, rows(left), reference, rows(right));
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

/** The unbiased estimate for one block: a point is not compared with itself. */
function discrepancy(
  samples: Features,
  sampleRows: Uint32Array,
  reference: Features,
  referenceRows: Uint32Array,
): number {
  const x = rowsOf(samples, sampleRows); // [b, k]
  const y = rowsOf(reference, referenceRows); // [b, k]
  const b = sampleRows.length;
  const within = kernel(x, x);
  const real = kernel(y, y);
  const apart = sum(within) - diagonal(within, b) + sum(real) - diagonal(real, b);
  const between = sum(kernel(x, y));
  tf.dispose([x, y]);
  return apart / (b * (b - 1)) - (2 * between) / (b * b);
}

/** $(x \cdot y / k + 1)^3$ of all pairs, the rows of [b, b]. */
function kernel(x: tf.Tensor2D, y: tf.Tensor2D): Float32Array {
  const values = tf.tidy(() => {
    const root = x.matMul(y, false, true).div(x.shape[1]).add(1);
    return root.square().mul(root);
  });
  const read = values.dataSync<"float32">();
  values.dispose();
  return read;
}

/** In float64: the distance is a small difference of large sums. */
function sum(values: Float32Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!; // many: a plain loop is the fastest
  return total;
}

function diagonal(values: Float32Array, size: number): number {
  let total = 0;
  for (let i = 0; i < size; i++) total += values[i * size + i]!;
  return total;
}
