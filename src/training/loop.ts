import { setImmediate } from "node:timers/promises";
import { kernelHost } from "../display/host.js";
import { checkPositiveInteger } from "../tensor/shape.js";
import { Pace } from "./pace.js";

/** What training says after each step. */
export interface TrainingStep<Metric extends string = string> {
  /** The step that has just ended, from 1. */
  readonly step: number;
  /** How many steps the run has. */
  readonly steps: number;
  /** The step's figures by name. */
  readonly metrics: Readonly<Record<Metric, number>>;
  /** Seconds since the run began. */
  readonly secondsElapsed: number;
  /** Expected seconds until the run ends, from the recent rate. */
  readonly secondsLeft: number;
  /** The recent rate. */
  readonly stepsPerSecond: number;
}

/** Options of every training loop. */
export interface LoopOptions {
  /** How many steps to train. */
  readonly steps: number;
  /**
   * Ends the run after the current step. In Ganvas's kernel the interrupt button does the same
   * without a signal.
   */
  readonly signal?: AbortSignal;
}

/** Thrown out of a training loop that was told to stop. The model keeps what it has learned. */
export class TrainingStopped extends Error {
  override readonly name = "AbortError";
  constructor(
    /** Steps that were done. */
    readonly step: number,
    steps: number,
    reason: unknown,
  ) {
    super(
      `Training was stopped after step ${step} of ${steps}; the model keeps what it has learned.`,
      { cause: reason },
    );
  }
}

/**
 * Runs a training step again and again, and yields what each one says.
 *
 * Between steps the event loop gets its turn, so that charts are drawn and interrupts arrive.
 *
 * @param runStep does the step of the given number (from 1) and returns its figures by name
 * @param release frees what the run made; called once, however the run ends
 * @throws TrainingStopped after the step during which a signal was aborted
 * @throws Error when a figure is not finite, after that step
 */
export async function* trainingLoop<Metric extends string>(
  options: LoopOptions,
  runStep: (step: number) => Record<Metric, number>,
  release: () => void,
): AsyncGenerator<TrainingStep<Metric>, void, undefined> {
  const { steps } = options;
  const signals = [options.signal, kernelHost()?.signal];
  const pace = new Pace(steps);
  try {
    checkPositiveInteger("steps", steps);
    for (let step = 1; step <= steps; step++) {
      const stopped = signals.find((signal) => signal?.aborted);
      if (stopped) throw new TrainingStopped(step - 1, steps, stopped.reason);
      const metrics = runStep(step);
      checkFinite(metrics, step);
      yield { step, steps, metrics, ...pace.after(step) };
      await setImmediate();
    }
  } finally {
    release();
  }
}

function checkFinite(metrics: Readonly<Record<string, number>>, step: number): void {
  for (const [name, value] of Object.entries(metrics)) {
    if (Number.isFinite(value)) continue;
    throw new Error(
      `The ${name} is expected to be a finite number but is ${value} at step ${step}; ` +
        `build the model anew and train it with a lower learning rate.`,
    );
  }
}
