import { permutation } from "../data/shuffle.js";
import { deriveSeed } from "../tensor/random/index.js";

/** How a metric estimates its standard error. */
export interface JackknifeOptions {
  /** Fixes which samples make a group; default 0. */
  readonly seed?: number;
}

/** Number of groups into which samples are split. */
const GROUPS = 50;

/**
 * Splits samples into groups at random, whose sizes differ by at most one.
 *
 * @param count number of samples
 * @param most number of groups where there are enough samples
 * @returns the rows of each group
 */
export function splitIntoGroups(
  count: number,
  { seed = 0 }: JackknifeOptions,
  most = GROUPS,
): Uint32Array[] {
  const order = permutation(count, deriveSeed(seed, "groups"));
  const groups = Math.min(most, count);
  const border = (group: number) => Math.floor((group * count) / groups);
  return Array.from({ length: groups }, (_, g) => order.slice(border(g), border(g + 1)));
}

/**
 * A statistic of all groups of samples, and its standard error by the jackknife (Tukey 1958): the
 * statistic is computed without each of the $G$ groups in turn, and
 * $\mathrm{se}^2 = \frac{G - 1}{G} \sum_g (\theta_{-g} - \bar\theta)^2$.
 *
 * Why not the bootstrap: a resample holds two thirds of the samples only, each more than once. That
 * changes how the samples reach the reference so much that for recall and coverage the bootstrap
 * gave three to four times the std between independent draws, where the jackknife gives
 * 1.1 to 1.4 times (real digits, 20 draws of 3,000).
 *
 * It estimates how the metric varies from one draw of the samples to another. The reference is taken as
 * given, and a bias that depends on the number of samples, which the Fréchet distance has, is not
 * part of it: therefore both belong to a score.
 *
 * @param groups number of groups
 * @param statistic of all groups but the given one, or of all
 * @returns a standard error of 0 where there is one group only
 */
export function jackknife(
  groups: number,
  statistic: (without?: number) => number,
): { value: number; standardError: number } {
  const value = statistic();
  if (groups < 2) return { value, standardError: 0 };
  const values = Array.from({ length: groups }, (_, group) => statistic(group));
  const mean = values.reduce((sum, value) => sum + value, 0) / groups;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { value, standardError: Math.sqrt((squares * (groups - 1)) / groups) };
}
