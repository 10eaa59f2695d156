import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * The numbers 0 to `size - 1` in an order fixed by the seed (Fisher and Yates).
 *
 * @param seed integer from 0 to 2^32 - 1
 */
export function permutation(size: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  const generator = xoroshiro128plus(seed);
  for (let i = size - 1; i > 0; i--) {
    const j = uniformInt(generator, 0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
