import type { SearchStrategy } from "./strategies.js";

/** Options of `search`. */
export interface SearchOptions {
  /** Which configurations are tried, and how long. */
  readonly strategy: SearchStrategy;
  /** Which values of the metric are the better ones. */
  readonly better: "lower" | "higher";
  /** The metric's name among those that a trial returns; default `"metric"`. */
  readonly metric?: string;
  /** Fixes the configurations and the trials' seeds: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
  /** Where finished trials are kept, so that none is ever run twice; default nowhere. */
  readonly folder?: string;
  /** Runs recorded trials that failed once more; default false. */
  readonly retryFailed?: boolean;
  /** Ends the search. In Ganvas's kernel the interrupt button does the same without a signal. */
  readonly signal?: AbortSignal;
}
