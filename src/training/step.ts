import { aNumber, checkArgument } from "../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import type { RunIdentity } from "./checkpoints/identity.js";
import type { Advice, Detector } from "./doctor/detector.js";
import type { TrainingState } from "./state.js";

/** The report of a training step. */
export interface TrainingStep<Metric extends string = string> {
  /** The step that has just ended, from 1. */
  readonly step: number;
  /** How many steps the run has. */
  readonly steps: number;
  /** The step's metrics by name: what charts draw. */
  readonly metrics: Readonly<Record<Metric, number>>;
  /** Further values, by which the doctor tells how healthy the run is. */
  readonly diagnostics: Readonly<Record<string, number>>;
  /** The doctor's advice; usually none. */
  readonly advice: readonly Advice[];
  /** Seconds since the run began, or was resumed. */
  readonly secondsElapsed: number;
  /**
   * Expected seconds until the run ends, from the recent rate; Infinity in the first ten steps, unless
   * they take longer than ten seconds.
   */
  readonly secondsLeft: number;
  /** The recent rate. */
  readonly stepsPerSecond: number;
}

/** The inputs of a step. All that is random in it depends on `noiseIndex` or `key` and on seeds alone. */
export interface StepContext {
  /** The step, from 1. */
  readonly step: number;
  /** How often the run went back to an earlier state. */
  readonly attempt: number;
  /**
   * Which batch and which noise, an integer from 1 to $2^{31} - 1$: the step, moved on by $2^{24}$ for
   * each attempt, so that a repeated step draws other numbers. After the last one comes 1 again.
   */
  readonly noiseIndex: number;
  /**
   * `noiseIndex` as an int32 scalar, for keys `{ seed, step: key }` in a captured step; the loop disposes
   * it. Derive a seed for each purpose instead of computing with the key, which would overflow.
   */
  readonly key: tf.Scalar;
  /** The factor of every learning rate: 1, halved by each rollback. */
  readonly learningRateScale: number;
}

/** The result of a step. */
export interface StepMetrics<Metric extends string = string> {
  readonly metrics: Readonly<Record<Metric, number>>;
  /** See {@link TrainingStep.diagnostics}; default none. */
  readonly diagnostics?: Readonly<Record<string, number>>;
}

/** A training, as the loop runs it; `phasedRun` makes one. */
export interface TrainingRun<Metric extends string = string> {
  /** All that a step changes; see `trainingState`. Read when the run begins. */
  readonly state: TrainingState;
  /** The settings of this run; a checkpoint of another one is refused. */
  readonly identity: RunIdentity;
  /** Does a step and returns its metrics by name, at once or later. */
  runStep(context: StepContext): StepMetrics<Metric> | Promise<StepMetrics<Metric>>;
  /** Unsound settings, a sentence each; the loop reports them with `console.warn` when it begins. */
  readonly warnings?: readonly string[];
  /** Problems that the doctor looks for in the metrics of this family. */
  readonly detectors?: readonly Detector[];
  /** Frees what the run allocated; called once, however the run ends. */
  release(): void;
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
    checkArgument("step", step, aNumber(1));
    checkArgument("steps", steps, aNumber(1000));
    super(
      `Training was stopped after step ${step} of ${steps}; the model keeps what it has learned.`,
      { cause: reason },
    );
  }
}
