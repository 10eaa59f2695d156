import { anObject } from "../base/arguments.js";

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

/** A search yields them. */
export const aTrial = anObject(
  "a trial of a search",
  "what search(...) yields",
  ...["trial", "trials", "config", "budget", "value", "objective"],
);
