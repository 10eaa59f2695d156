import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { permutation } from "../data/shuffle.js";
import { checkSeed, deriveSeed } from "../tensor/random/index.js";
import { checkPositiveInteger } from "../tensor/shape.js";

/** How a metric estimates its standard error. */
export interface BootstrapOptions {
  /** Fixes the groups and their resampling; default 0. */
  readonly seed?: number;
  /** Number of resamples; default 50, which leaves the standard error uncertain by 10 %. */
  readonly resamples?: number;
}

/** Into how many groups samples are dealt. */
const GROUPS = 50;

/**
 * Deals samples into groups at random, of equal size but for one.
 *
 * Every metric here is a function of sums over groups, so that a resample of groups costs little,
 * where a resample of samples would compute all distances anew.
 *
 * @param count number of samples
 * @param most number of groups where there are enough samples
 * @returns the rows of each group
 */
export function dealt(count: number, { seed = 0 }: BootstrapOptions, most = GROUPS): Uint32Array[] {
  const order = permutation(count, deriveSeed(seed, "groups"));
  const groups = Math.min(most, count);
  const border = (group: number) => Math.floor((group * count) / groups);
  return Array.from({ length: groups }, (_, g) => order.slice(border(g), border(g + 1)));
}

/**
 * The standard error of a statistic of samples by the bootstrap over groups (Efron 1979): groups
 * are drawn with replacement, as many as there are, and the statistic is computed of each draw. Its
 * deviation is corrected by $\sqrt{G / (G - 1)}$ for the small number $G$ of groups.
 *
 * It tells how the figure varies from one draw of the samples to another. The reference is taken as
 * given. A bias that depends on the number of samples, which the Fréchet distance has, is not part
 * of it: therefore the number of samples belongs to a score.
 *
 * @param groups number of groups
 * @param statistic of how often each group is drawn
 */
export function bootstrapError(
  groups: number,
  options: BootstrapOptions,
  statistic: (times: Uint32Array) => number,
): number {
  const { seed = 0, resamples = 50 } = options;
  checkSeed(seed);
  checkPositiveInteger("resamples", resamples);
  if (groups < 2) return NaN;
  const source = xoroshiro128plus(deriveSeed(seed, "bootstrap"));
  const values = Array.from({ length: resamples }, () => {
    const times = new Uint32Array(groups);
    for (let draw = 0; draw < groups; draw++) times[uniformInt(source, 0, groups - 1)]! += 1;
    return statistic(times);
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / resamples;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt((squares / Math.max(1, resamples - 1)) * (groups / (groups - 1)));
}
