import { aNumber, anObject, checkOptions, required } from "../base/arguments.js";

/** One axis of a parallel-coordinates chart. */
export type ChartAxis =
  | {
      readonly name: string;
      readonly scale: "linear" | "log";
      readonly domain: readonly [low: number, high: number];
    }
  | { readonly name: string; readonly scale: "category"; readonly values: readonly unknown[] };

/** The parts of a trial that charts read; a `SearchTrial` has them all. */
export interface ChartTrial {
  /** 1-based. */
  readonly trial: number;
  readonly trials: number;
  /** The line: a later trial of the same configuration replaces an earlier one. */
  readonly configuration: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly budget: number;
  /** The metric; NaN for a trial that failed. */
  readonly value: number;
  readonly failure?: string | undefined;
  readonly objective: { readonly metric: string; readonly better: "lower" | "higher" };
  readonly axes: readonly ChartAxis[];
  readonly best?: Omit<ChartTrial, "best"> | undefined;
  readonly secondsElapsed?: number;
  readonly secondsLeft?: number;
}

/** @throws TypeError unless it is what a search yields */
export function checkTrial<Trial>(trial: Trial): Trial {
  const [record, count] = [required(anObject("an object", "{}")), required(aNumber(1))];
  return checkOptions("add, which takes a trial of a search,", trial, {
    ...{ trial: count, trials: count, configuration: count, budget: count, value: count },
    ...{ config: record, objective: record, metrics: anObject("numbers by name", "{ loss: 1 }") },
    best: anObject("a trial", "trial", "config", "value"),
    ...{ seconds: aNumber(1), secondsElapsed: aNumber(1), secondsLeft: aNumber(1) },
  });
}
