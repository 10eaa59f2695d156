import type { ChartAxis } from "../plot/index.js";
import type { Configuration, Space } from "./space.js";

/** The objective of a search. */
export interface Objective {
  /** The name of the metric. */
  readonly metric: string;
  /** Which values are better. */
  readonly better: "lower" | "higher";
}

/** The inputs of a trial beside its configuration. */
export interface TrialContext {
  /** The trial's budget, e.g. training steps, in the unit of the search's strategy. */
  readonly budget: number;
  /** The configuration's own seed: the same in every round, and when the search is repeated. */
  readonly seed: number;
  /** Aborted when the search is to stop; to be passed on to the training. */
  readonly signal: AbortSignal;
  /** The trial's number, from 1, in the order of the search. */
  readonly trial: number;
  /** The configuration's number, from 1; in a later round it comes again with a larger budget. */
  readonly configuration: number;
  /**
   * The configuration's own folder, for checkpoints from which a later round resumes; only in a
   * search with a folder. The trial creates it when it writes to it.
   */
  readonly folder: string | undefined;
}

/** The result of a trial: the metric, alone or among other metrics. */
export type TrialResult<Metric extends string = string> =
  number | (Readonly<Record<Metric, number>> & Readonly<Record<string, number>>);

/** How a trial ended, as it is kept on disk. */
export interface TrialRecord {
  readonly configuration: number;
  readonly config: Configuration;
  readonly budget: number;
  /** The metrics by name; none where the trial failed. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Why the trial failed. */
  readonly failure?: string;
  /** How long it took. */
  readonly seconds: number;
}

/** The report of a search after each trial. */
export interface SearchTrial<S extends Space = Space> {
  /** The trial that has just ended, from 1. */
  readonly trial: number;
  /** How many trials the search has. */
  readonly trials: number;
  /** The configuration's number, from 1. */
  readonly configuration: number;
  readonly config: Configuration<S>;
  readonly budget: number;
  /** The metrics by name; none where the trial failed. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The value of the searched metric; NaN where the trial failed. */
  readonly value: number;
  /** Why the trial failed, in a sentence; undefined where it did not. */
  readonly failure: string | undefined;
  /** How long the trial took. */
  readonly seconds: number;
  /** Whether it was read from the search's folder and not run now. */
  readonly recorded: boolean;
  readonly objective: Objective;
  /** The space as a chart's axes. */
  readonly axes: readonly ChartAxis[];
  /** The best trial so far among those with the largest budget so far; undefined if all failed. */
  readonly best: Omit<SearchTrial<S>, "best"> | undefined;
  /** Seconds since the search began. */
  readonly secondsElapsed: number;
  /** Expected seconds until it ends, by the mean time for a unit of the budget. */
  readonly secondsLeft: number;
}

/** Whether a value is better than another; NaN is worse than all others. */
export function isBetter(a: number, b: number, { better }: Objective): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return !Number.isNaN(a);
  return better === "lower" ? a < b : a > b;
}

/** The better of two trials: that of the larger budget, then that of the better value. */
export function betterTrial<T extends Pick<SearchTrial, "budget" | "value">>(
  best: T | undefined,
  trial: T,
  objective: Objective,
): T | undefined {
  if (Number.isNaN(trial.value)) return best;
  if (!best || trial.budget > best.budget) return trial;
  if (trial.budget < best.budget) return best;
  return isBetter(trial.value, best.value, objective) ? trial : best;
}
