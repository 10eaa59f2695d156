import { aFlag, aList, anObject, checkOptions } from "../../base/arguments.js";
import { checkPositiveInteger } from "../../tensor/shape.js";
import type { Advice, Detector } from "./detector.js";
import type { MetricHistory } from "./history.js";

/** Settings of {@link trainingDoctor}. */
export interface DoctorOptions {
  /** More to look for, beside what the family of models brings. */
  readonly detectors?: readonly Detector[];
  /** The same is not said again for so many steps; default 500. */
  readonly quiet?: number;
  /** A good state is remembered every so many steps, for rollbacks; default 100. */
  readonly snapshotEvery?: number;
  /** How often a run may go back to a good state; default 3, 0 for never. */
  readonly rollbacks?: number;
  /** Advice is part of the training steps only, and not printed; default false. */
  readonly silent?: boolean;
}

/**
 * Watches the metrics of a run, and reports in one sentence what is happening and what to change.
 *
 * When a metric is no longer finite, the run goes back to the last good state, draws other noise and
 * halves its learning rates: at most three times, and not twice within 300 steps.
 *
 * @throws RangeError when a number of steps is not a positive integer
 */
export function trainingDoctor(options: DoctorOptions = {}): TrainingDoctor {
  return new TrainingDoctor(options);
}

/** Steps from one examination to the next. */
const EVERY = 10;

/** The settings of a doctor, see {@link trainingDoctor}; it may watch several runs. */
export class TrainingDoctor {
  readonly detectors: readonly Detector[];
  readonly quiet: number;
  readonly snapshotEvery: number;
  readonly rollbacks: number;
  readonly silent: boolean;

  constructor(options: DoctorOptions) {
    checkOptions("trainingDoctor", options, {
      detectors: aList("a list of detectors", "[]", anObject("a detector", "", "name", "examine")),
      silent: aFlag,
    });
    const { quiet = 500, snapshotEvery = 100, rollbacks = 3 } = options;
    this.quiet = checkPositiveInteger("quiet", quiet, 500);
    this.snapshotEvery = checkPositiveInteger("snapshotEvery", snapshotEvery, 100);
    this.rollbacks = rollbacks === 0 ? 0 : checkPositiveInteger("rollbacks", rollbacks, 3);
    this.detectors = options.detectors ?? [];
    this.silent = options.silent ?? false;
  }
}

/** Runs the detectors every few steps, and does not repeat a report. */
export class Watcher {
  readonly #detectors: readonly Detector[];
  readonly #quiet: number;
  /** The step of the last report, by detector. */
  readonly #reported = new Map<string, number>();

  constructor(detectors: readonly Detector[], quiet: number) {
    this.#detectors = detectors;
    this.#quiet = quiet;
  }

  /** The reports that are due after the history's last step. */
  examine(history: MetricHistory): Advice[] {
    const { step } = history;
    if (step % EVERY !== 0) return [];
    return this.#detectors.flatMap((detector) => {
      const { name } = detector;
      const since = step - (this.#reported.get(name) ?? -Infinity);
      if (since >= 0 && since < this.#quiet) return [];
      const message = detector.examine(history);
      if (message === undefined) return [];
      this.#reported.set(name, step);
      return [{ step, name, message }];
    });
  }
}
