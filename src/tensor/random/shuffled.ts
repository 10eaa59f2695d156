import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

/** The numbers 0 to `size - 1` in random order (Fisher and Yates). */
export function shuffled(size: number, source: RandomGenerator): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = uniformInt(source, 0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
