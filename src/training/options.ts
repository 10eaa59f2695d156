import type { Checkpoints } from "./checkpoints/checkpoints.js";
import type { TrainingDoctor } from "./doctor/doctor.js";
import type { TrainingLog } from "./log/log.js";

/** Options of every training function. */
export interface LoopOptions {
  /** How many steps the run has, those that a checkpoint has already seen included. */
  readonly steps: number;
  /**
   * Ends the run after the current step. In Ganvas's kernel the interrupt button does the same
   * without a signal.
   */
  readonly signal?: AbortSignal;
  /** Where the run is saved, and resumed from; default nowhere. */
  readonly checkpoints?: Checkpoints;
  /** The log of the steps: `jsonLog(file)`, `tensorBoard(folder)`, or several. */
  readonly log?: TrainingLog | readonly TrainingLog[];
  /**
   * Watches the metrics, and goes back to a good state when one is not finite; default
   * `trainingDoctor()`. With `false` a metric that is not finite ends the run.
   */
  readonly doctor?: TrainingDoctor | false;
}
