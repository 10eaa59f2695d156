/** What a chart reads of a training step; a `TrainingStep` has all of it. */
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
