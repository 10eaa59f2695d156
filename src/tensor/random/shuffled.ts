import { uniformInt } from "pure-rand/distribution/uniformInt";

/** A source of random numbers. pure-rand's own type is not found by tslab's resolution of modules. */
interface RandomSource {
  clone(): RandomSource;
  next(): number;
  getState(): readonly number[];
}

/** The numbers 0 to `size - 1` in random order (Fisher and Yates). */
export function shuffled(size: number, source: RandomSource): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = uniformInt(source, 0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
