import * as tf from "@tensorflow/tfjs";
import { isNative, nativeOp } from "./native.js";

/**
 * Which random numbers: the same key gives the same numbers, whatever was drawn before.
 *
 * Keys make training reproducible and resumable: step 1,000 of a run draws the same noise whether
 * the run started at step 1 or was continued at step 999.
 */
export interface RandomKey {
  /** Integer from 0 to 2^32 - 1. */
  readonly seed: number;
  /** Which draw of this seed, an integer from 0 to 2^32 - 1; default 0. */
  readonly step?: number;
}

/** Mixes two 32-bit integers into one (the finalizer of MurmurHash3). */
function mix(a: number, b: number): number {
  let h = (a ^ Math.imul(b, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A seed for one purpose out of a run's seed, so that purposes do not share their numbers.
 *
 * @param seed integer from 0 to 2^32 - 1
 * @param purpose any name, for example `"latent"`
 */
export function deriveSeed(seed: number, purpose: string): number {
  let derived = checkSeed(seed);
  for (const character of purpose) derived = mix(derived, character.codePointAt(0)!);
  return derived;
}

/** @throws RangeError unless `seed` is an integer from 0 to 2^32 - 1 */
export function checkSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed;
  throw new RangeError(
    `A seed is expected to be an integer from 0 to 4294967295 but is ${seed}; pass for example 7.`,
  );
}

function draw(op: string, shape: number[], key: RandomKey, portable: (seed: number) => tf.Tensor) {
  const seed = checkSeed(key.seed);
  const step = key.step ?? 0;
  // seedrandom, which the portable backend draws from, reads 0 as "no seed".
  if (!isNative()) return portable(mix(seed, step) + 1);
  return tf.tidy(() => {
    const pair = tf.tensor1d(new Int32Array([seed, step]), "int32");
    const types = { dtype: "float32", T: "int32", Tseed: "int32" } as const;
    return nativeOp(op, types, [tf.tensor1d(shape, "int32"), pair])[0]!;
  });
}

/**
 * Standard normal numbers keyed by seed and step.
 *
 * The native backend draws them in C++ (Philox, TensorFlow's stateless operations); the portable
 * one draws other numbers of the same distribution.
 *
 * @param shape of the returned float32 tensor
 */
export function randomNormal<R extends tf.Rank = tf.Rank>(
  shape: tf.ShapeMap[R],
  key: RandomKey,
): tf.Tensor<R> {
  return draw("StatelessRandomNormal", shape, key, (seed) =>
    tf.randomNormal(shape, 0, 1, "float32", seed),
  ) as tf.Tensor<R>;
}

/**
 * Uniform numbers in [0, 1) keyed by seed and step; see {@link randomNormal}.
 *
 * @param shape of the returned float32 tensor
 */
export function randomUniform<R extends tf.Rank = tf.Rank>(
  shape: tf.ShapeMap[R],
  key: RandomKey,
): tf.Tensor<R> {
  return draw("StatelessRandomUniform", shape, key, (seed) =>
    tf.randomUniform(shape, 0, 1, "float32", seed),
  ) as tf.Tensor<R>;
}
