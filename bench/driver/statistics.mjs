/**
 * A quantile, linear between the two nearest values (type 7, as in NumPy).
 *
 * @param {readonly number[]} values at least one
 * @param {number} q from 0 to 1
 */
export function quantile(values, q) {
  if (values.length === 0) throw new RangeError("A quantile needs at least one value: found none.");
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = /** @type {number} */ (sorted[below]);
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (position - below);
}

/** @param {readonly number[]} values */
export const median = (values) => quantile(values, 0.5);

/** @param {readonly number[]} ratios positive */
export function geometricMean(ratios) {
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

/**
 * A list in an order that is new each round and the same for the same seed (xorshift32 and
 * Fisher-Yates), so that no variant always follows the same neighbor.
 *
 * @template T
 * @param {readonly T[]} items
 * @param {number} seed a positive integer
 * @returns {T[]}
 */
export function shuffled(items, seed) {
  const result = [...items];
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  for (let i = result.length - 1; i > 0; i--) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const j = (state >>> 0) % (i + 1);
    [result[i], result[j]] = [/** @type {T} */ (result[j]), /** @type {T} */ (result[i])];
  }
  return result;
}
