import { checkPositiveInteger } from "../tensor/shape.js";
import type { Configuration, Space } from "./space.js";
import { combinations, gridValues, randomConfiguration, sizeOf } from "./values.js";

/** How often a random configuration is drawn for each that is new, before the space is found small. */
const MOST_DRAWS = 1000;

/** A stage of a search: so many configurations, the best of the stage before, on one budget. */
export interface Round {
  /** How many configurations take part; the first round has all. */
  readonly keep: number;
  /** The budget of each of them. */
  readonly budget: number;
}

/** Which configurations a search tries, and how long. */
export interface SearchStrategy {
  /** How the configurations are found. A search in a folder cannot change it, but can grow. */
  readonly source: string;
  /** The configurations in the order of trial; the same for the same space and seed. */
  configurations(space: Space, seed: number): readonly Configuration[];
  /** The rounds for that many configurations. */
  rounds(configurations: number): readonly Round[];
}

/** Settings of {@link gridSearch}. */
export interface GridSearchOptions {
  /**
   * How many values a numeric parameter gets, for all or by name; default 3. A choice has all of
   * its values always.
   */
  readonly points?: number | Readonly<Record<string, number>>;
  /** The budget of every trial; default 1. */
  readonly budget?: number;
}

/**
 * Every combination of evenly spaced values, the last parameter changing fastest.
 *
 * @throws RangeError when a number of points is not a positive integer, or the budget not positive
 */
export function gridSearch(options: GridSearchOptions = {}): SearchStrategy {
  const { points = 3 } = options;
  const budget = checkBudget(options.budget ?? 1);
  const pointsOf = (name: string) => (typeof points === "number" ? points : (points[name] ?? 3));
  const given = typeof points === "number" ? { points } : points;
  for (const [name, count] of Object.entries(given)) checkPositiveInteger(name, count, 27);
  return {
    source: `gridSearch({ points: ${JSON.stringify(points)} })`,
    configurations(space) {
      const names = Object.entries(space).map(
        ([name, parameter]) => [name, gridValues(parameter, pointsOf(name))] as const,
      );
      return combinations(Object.fromEntries(names));
    },
    rounds: (configurations) => [{ keep: configurations, budget }],
  };
}

/** Settings of {@link randomSearch}. */
export interface RandomSearchOptions {
  /** How many configurations to try. */
  readonly trials: number;
  /** The budget of every trial; default 1. */
  readonly budget?: number;
}

/**
 * Configurations at random, no two alike: with the same number of trials it tries more values of
 * the parameters that matter than a grid does (Bergstra and Bengio 2012).
 *
 * @throws RangeError when `trials` is not a positive integer, or the budget not positive
 */
export function randomSearch(options: RandomSearchOptions): SearchStrategy {
  const trials = checkPositiveInteger("trials", options.trials, 20);
  const budget = checkBudget(options.budget ?? 1);
  return { ...atRandom(trials), rounds: (keep) => [{ keep, budget }] };
}

/** Settings of {@link successiveHalving}. */
export interface SuccessiveHalvingOptions {
  /** How many configurations enter the first round. */
  readonly trials: number;
  /** Budgets of the first round (at least) and of the last (exactly), e.g. training steps. */
  readonly budget: readonly [first: number, last: number];
  /** $\eta$: each round keeps the best 1/η and gives them η times the budget; default 3. */
  readonly reduction?: number;
}

/**
 * Successive halving (Jamieson and Talwalkar 2016): many random configurations on a small budget,
 * the best of them on a larger one, until few have the whole. With η = 3, 27 trials and budgets from
 * 100 to 2700 the rounds are 27 × 100, 9 × 300, 3 × 900 and 1 × 2700.
 *
 * Budgets are rounded to whole numbers.
 *
 * @throws RangeError when `trials` or a budget is not a positive integer, the budgets do not grow,
 *   or the reduction is not above 1
 */
export function successiveHalving(options: SuccessiveHalvingOptions): SearchStrategy {
  const { budget, reduction = 3 } = options;
  const trials = checkPositiveInteger("trials", options.trials, 20);
  const [first, last] = budget;
  checkPositiveInteger("The first budget", first, 100);
  checkPositiveInteger("The last budget", last, 2700);
  if (first > last || !(reduction > 1)) {
    throw new RangeError(
      `Budgets are expected to grow from round to round but go from ${first} to ${last} by a ` +
        `factor of ${reduction}; pass for example budget: [100, 2700], reduction: 3.`,
    );
  }
  // The logarithm of an exact power may come out a little below the whole number.
  const raises = Math.floor(Math.log(last / first) / Math.log(reduction) + 1e-9);
  return {
    ...atRandom(trials),
    rounds: (configurations) =>
      Array.from({ length: raises + 1 }, (_, round) => ({
        keep: Math.max(1, Math.floor(configurations / reduction ** round + 1e-9)),
        budget: Math.round(last / reduction ** (raises - round)),
      })),
  };
}

function atRandom(trials: number): Pick<SearchStrategy, "source" | "configurations"> {
  return {
    source: "random configurations",
    configurations(space, seed) {
      const configurations = new Map<string, Configuration>();
      // A narrow interval has few values, too, since they are rounded.
      const draws = trials > sizeOf(space) ? 0 : MOST_DRAWS * trials;
      for (let draw = 1; draw <= draws && configurations.size < trials; draw++) {
        const config = randomConfiguration(space, seed, draw);
        const key = JSON.stringify(config);
        if (!configurations.has(key)) configurations.set(key, config);
      }
      if (configurations.size === trials) return [...configurations.values()];
      throw new RangeError(
        `The space is expected to have ${trials} different configurations but has ` +
          `${draws ? configurations.size : sizeOf(space)}; ask for fewer trials, or try all by gridSearch().`,
      );
    },
  };
}

function checkBudget(budget: number): number {
  if (Number.isFinite(budget) && budget > 0) return budget;
  throw new RangeError(
    `A budget is expected to be a positive number but is ${budget}; pass for example 1000.`,
  );
}
