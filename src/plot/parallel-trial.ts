/** One axis of a parallel-coordinates chart. */
export type ChartAxis =
  | {
      readonly name: string;
      readonly scale: "linear" | "log";
      readonly domain: readonly [low: number, high: number];
    }
  | { readonly name: string; readonly scale: "category"; readonly values: readonly unknown[] };

/** What a chart reads of a trial; a `SearchTrial` has all of it. */
export interface ChartTrial {
  /** 1-based. */
  readonly trial: number;
  readonly trials: number;
  /** Which line: a later trial of the same configuration takes the place of an earlier one. */
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
