import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { shuffled } from "../tensor/random/index.js";

/**
 * The numbers 0 to `size - 1` in an order fixed by the seed (Fisher and Yates).
 *
 * @param seed integer from 0 to 2^32 - 1
 */
export function permutation(size: number, seed: number): Uint32Array {
  return shuffled(size, xoroshiro128plus(seed));
}
