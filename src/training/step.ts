import type * as tf from "@tensorflow/tfjs";
import type { RunIdentity } from "./checkpoints/identity.js";
import type { Advice, Detector } from "./doctor/detector.js";
import type { TrainingState } from "./state.js";

/** What training says after each step. */
export interface TrainingStep<Metric extends string = string> {
  /** The step that has just ended, from 1. */
  readonly step: number;
  /** How many steps the run has. */
  readonly steps: number;
  /** The step's figures by name: what charts draw. */
  readonly metrics: Readonly<Record<Metric, number>>;
  /** Further figures, by which the doctor judges how healthy the run is. */
  readonly diagnostics: Readonly<Record<string, number>>;
  /** What the doctor has to say; usually nothing. */
  readonly advice: readonly Advice[];
  /** Seconds since the run began, or was resumed. */
  readonly secondsElapsed: number;
  /** Expected seconds until the run ends, from the recent rate. */
  readonly secondsLeft: number;
  /** The recent rate. */
  readonly stepsPerSecond: number;
}

/** What a step is told. All that is random in it depends on `draw` or `key` and on seeds alone. */
export interface StepContext {
  /** The step, from 1. */
  readonly step: number;
  /** How often the run went back to an earlier state. */
  readonly attempt: number;
  /**
   * Which batch and which noise, an integer below $2^{31}$: the step, moved on by $2^{24}$ for each
   * attempt, so that a step that is done again draws anew.
   */
  readonly noiseIndex: number;
  /**
   * `draw` as an int32 scalar, for keys `{ seed, step: key }` in a captured step; the loop disposes
   * it. Derive a seed for each purpose instead of computing with the key, which would overflow.
   */
  readonly key: tf.Scalar;
  /** What every learning rate is to be multiplied with: 1, halved by each rollback. */
  readonly learningRateScale: number;
}

/** What a step gives. */
export interface StepMetrics<Metric extends string = string> {
  readonly metrics: Readonly<Record<Metric, number>>;
  /** See {@link TrainingStep.diagnostics}; default none. */
  readonly diagnostics?: Readonly<Record<string, number>>;
}

/** What a family of models brings to the loop. */
export interface TrainingRun<Metric extends string = string> {
  /** All that a step changes; see `trainingState`. */
  readonly state: TrainingState;
  /** What makes this run this run; a checkpoint of another one is refused. */
  readonly identity: RunIdentity;
  /** Does a step and returns its figures by name. */
  runStep(turn: StepContext): StepMetrics<Metric>;
  /** What is unsound about the run, a sentence each; the loop says it when it begins. */
  readonly warnings?: readonly string[];
  /** What the doctor looks for in the figures of this family. */
  readonly detectors?: readonly Detector[];
  /** Frees what the run made; called once, however the run ends. */
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
    super(
      `Training was stopped after step ${step} of ${steps}; the model keeps what it has learned.`,
      { cause: reason },
    );
  }
}
