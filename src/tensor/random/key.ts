import { aNumber, checkArgument } from "../../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";

/**
 * Which random numbers: the same key gives the same numbers, whatever was drawn before.
 *
 * Keys make training reproducible and resumable: step 1,000 of a run draws the same noise whether
 * the run started at step 1 or was continued at step 999.
 */
export interface RandomKey {
  /** Integer from 0 to 2^32 - 1. */
  readonly seed: number;
  /**
   * Which draw of this seed, an integer from 0 to 2^32 - 1; default 0.
   *
   * Inside a captured step it is a tensor, an input of the graph: int32, or float32 below 2^24
   * (16,777,216), from where a float32 no longer counts in ones. A number and a tensor of the same
   * value give the same random numbers.
   */
  readonly step?: number | tf.Scalar;
}

/** Mixes two 32-bit integers into one (the finalizer of MurmurHash3). */
export function mix(a: number, b: number): number {
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
  return checkUint32("A seed", seed);
}

/** @throws RangeError unless `value` is an integer from 0 to 2^32 - 1; `name` says what it is */
export function checkUint32(name: string, value: number): number {
  checkArgument(name, value, aNumber(7));
  if (Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value;
  throw new RangeError(
    `${name} is expected to be an integer from 0 to 4294967295 but is ${value}; pass for example 7.`,
  );
}
