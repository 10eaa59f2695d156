import type { TrainingStep } from "../step.js";

/** A log to which a training loop writes its steps. */
export interface TrainingLog {
  /**
   * Begins a run, or resumes it.
   *
   * @param step the last step that was done, 0 for a new run; lines of later ones are removed
   */
  open(step: number): void;
  /** Takes back what was written of later steps, because the run goes back to this one. */
  rewind(step: number): void;
  /** Writes a step. A failure is said once and does not stop the training. */
  write(step: TrainingStep): void;
  close(): void;
}
