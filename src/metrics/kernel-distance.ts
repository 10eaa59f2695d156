import * as tf from "@tensorflow/tfjs";
import { bootstrapError, dealt, type BootstrapOptions } from "./bootstrap.js";
import { checkLike, type Features } from "./features.js";
import { rowsOf } from "./rows.js";
import { Score } from "./score.js";

/** Settings of {@link kernelDistance}. */
export interface KernelDistanceOptions extends BootstrapOptions {
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
 * It is the mean over disjoint blocks, each of as many samples as references.
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
  const left = dealt(samples.count, options, 1)[0]!;
  const right = dealt(reference.count, options, 1)[0]!;
  const distances = Array.from({ length: blocks }, (_, b) => {
    const rows = (order: Uint32Array) => order.subarray(b * block, (b + 1) * block);
    return discrepancy(samples, rows(left), reference, rows(right));
  });
  const mean = (times: Uint32Array) =>
    distances.reduce((sum, value, b) => sum + times[b]! * value, 0) / blocks;
  return new Score({
    kind: "kernel distance",
    value: mean(new Uint32Array(blocks).fill(1)),
    standardError: bootstrapError(blocks, options, mean),
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
  const [within, between, real] = tf.tidy(() => {
    const x = rowsOf(samples, sampleRows); // [b, k]
    const y = rowsOf(reference, referenceRows); // [b, k]
    return [kernel(x, x), kernel(x, y), kernel(y, y)].map((k) => k.dataSync<"float32">());
  }) as [Float32Array, Float32Array, Float32Array];
  const b = sampleRows.length;
  const pairs = b * (b - 1);
  const apart = (sum(within) - diagonal(within, b) + sum(real) - diagonal(real, b)) / pairs;
  return apart - (2 * sum(between)) / (b * b);
}

/** $(x \cdot y / k + 1)^3$ of all pairs, [b, b]. */
function kernel(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  const root = x.matMul(y, false, true).div(x.shape[1]).add(1);
  return root.square().mul(root);
}

/** In float64: the distance is a small difference of large sums. */
function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function diagonal(values: Float32Array, size: number): number {
  let total = 0;
  for (let i = 0; i < size; i++) total += values[i * size + i]!;
  return total;
}
