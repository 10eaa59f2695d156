/** The parts of a training step that charts read; a `TrainingStep` has them all. */
export interface ChartStep {
  /** 1-based. */
  readonly step: number;
  /** The number of steps of the whole training. */
  readonly steps?: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly secondsElapsed?: number;
  readonly secondsLeft?: number;
  readonly stepsPerSecond?: number;
}
