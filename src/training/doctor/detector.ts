import type { MetricHistory } from "./history.js";

/** Something that the doctor has found. */
export interface Advice {
  /** The step after which it was found. */
  readonly step: number;
  /** What it is, for example `"mode collapse"`. */
  readonly name: string;
  /** What is happening and what to change, in one sentence. */
  readonly message: string;
}

/**
 * Looks for one kind of trouble in the figures of a run. A pure function of the history: families
 * bring detectors of their own.
 */
export interface Detector {
  /** What it looks for, for example `"mode collapse"`. */
  readonly name: string;
  /** What is happening and what to change, in one sentence; nothing when all is well. */
  examine(history: MetricHistory): string | undefined;
}
