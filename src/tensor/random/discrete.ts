import * as tf from "@tensorflow/tfjs";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { nativeOp } from "../native.js";
import { checkPositiveInteger } from "../shape.js";
import { draw, filled, stateless, type RandomGenerator } from "./draw.js";
import type { RandomKey } from "./key.js";
import { shuffled } from "./shuffled.js";

/**
 * Uniform integers from `low` to `high - 1`, keyed by seed and step.
 *
 * TensorFlow takes 32 random bits modulo `high - low`, so a value's probability is off by at most
 * one part in $2^{32} / (\text{high} - \text{low})$.
 *
 * @param shape of the returned int32 tensor
 * @throws RangeError unless low and high are 32-bit integers and low < high
 */
export function randomUniformInt<R extends tf.Rank = tf.Rank>(
  shape: tf.ShapeMap[R],
  low: number,
  high: number,
  key: RandomKey,
): tf.Tensor<R> {
  if ((low | 0) !== low || (high | 0) !== high || low >= high) {
    throw new RangeError(
      `low and high are expected to be 32-bit integers with low < high but are ${low} and ` +
        `${high}; pass for example 0 and 10.`,
    );
  }
  return draw(
    {
      native(seed) {
        const bounds = [tf.scalar(low, "int32"), tf.scalar(high, "int32")];
        return stateless("StatelessRandomUniformInt", "int32", shape, seed, ...bounds);
      },
      portable: (source) => filled("int32", shape, () => uniformInt(source, low, high - 1)),
    },
    key,
  ) as tf.Tensor<R>;
}

/**
 * Classes drawn with the probabilities softmax(logits), keyed by seed and step.
 *
 * @param logits [n, classes]: n distributions, unnormalized log probabilities
 * @param draws how many of each distribution, independent of each other
 * @returns int32 [n, draws], each from 0 to classes - 1
 * @throws RangeError unless draws is a positive integer
 */
export function randomCategorical(logits: tf.Tensor2D, draws: number, key: RandomKey): tf.Tensor2D {
  checkPositiveInteger("The number of draws", draws, 1);
  const types = { T: "float32", Tseed: "int32", output_dtype: "int32" } as const;
  return draw(
    {
      native: (seed) =>
        nativeOp("StatelessMultinomial", types, [logits, tf.scalar(draws, "int32"), seed])[0]!,
      portable: (source) => categories(logits, draws, source),
    },
    key,
  ) as tf.Tensor2D;
}

/** Finds each class where a uniform number falls among the summed probabilities. */
function categories(logits: tf.Tensor2D, draws: number, source: RandomGenerator): tf.Tensor {
  const distributions = logits.softmax().arraySync();
  const classes = distributions.flatMap((probabilities) => {
    const possible = probabilities.flatMap((p, index) => (p > 0 ? [index] : []));
    return Array.from({ length: draws }, () => {
      let left = uniformFloat64(source);
      // The sum may miss 1 by rounding: what is left over then falls to the last possible class.
      return possible.find((index) => (left -= probabilities[index]!) < 0) ?? possible.at(-1)!;
    });
  });
  return tf.tensor2d(classes, [distributions.length, draws], "int32");
}

/**
 * The numbers 0 to `size - 1` in random order, each order equally likely, keyed by seed and step.
 *
 * @returns int32 [size], the indices for `tf.gather`
 * @throws RangeError unless size is a positive integer
 */
export function randomPermutation(size: number, key: RandomKey): tf.Tensor1D {
  checkPositiveInteger("The size of a permutation", size, 100);
  return draw(
    {
      native: (seed) => sortingOrder(size, seed),
      portable: (source) => tf.tensor1d(Int32Array.from(shuffled(size, source)), "int32"),
    },
    key,
  ) as tf.Tensor1D;
}

/**
 * The order that sorts random 64-bit keys. They are sorted by their lower half, then by their upper
 * one; because `topk` keeps equal ones in order, halves that are equal do not favor any order.
 */
function sortingOrder(size: number, seed: tf.Tensor1D): tf.Tensor {
  const keys = stateless("StatelessRandomUniformFullInt", "int32", [2, size], seed);
  const [lower, upper] = tf.unstack(keys) as [tf.Tensor1D, tf.Tensor1D];
  const byLower = tf.topk(lower, size).indices;
  return gathered(byLower, tf.topk(gathered(upper, byLower), size).indices);
}

/** `tf.gather` for int32 [n], which itself reads the indices in JavaScript: no graph could do that. */
function gathered(values: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const types = { Tparams: "int32", Tindices: "int32", Taxis: "int32" } as const;
  return nativeOp("GatherV2", types, [values, indices, tf.scalar(0, "int32")])[0]!;
}
