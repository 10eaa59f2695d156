import type { MetricHistory } from "./history.js";

/** A problem that the doctor has found. */
export interface Advice {
  /** The step after which it was found. */
  readonly step: number;
  /** The problem, for example `"mode collapse"`. */
  readonly name: string;
  /** One sentence on what is happening and what to change. */
  readonly message: string;
}

/**
 * Looks for one problem in the metrics of a run. A pure function of the history. Every family of
 * models has its own detectors.
 */
export interface Detector {
  /** The problem that it detects, for example `"mode collapse"`. */
  readonly name: string;
  /** One sentence on what is happening and what to change; `undefined` when all is well. */
  examine(history: MetricHistory): string | undefined;
}
