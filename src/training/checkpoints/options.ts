/** Which checkpoint is the best one. */
export interface BestOptions {
  /** The metric to compare: one of the step's, or a name for the value of `measure`. */
  readonly metric: string;
  /** Which values of the metric are the better ones. */
  readonly better: "lower" | "higher";
  /**
   * Computes the metric when a checkpoint is written; default the step's metric of that name. A
   * checkpoint whose value is not finite is never the best one; a warning says so.
   */
  readonly measure?: () => number | Promise<number>;
}

/** Settings of `checkpoints`. */
export interface CheckpointOptions {
  /** A checkpoint is written every so many steps, and at the end; default 500. */
  readonly every?: number;
  /** How many of the newest are kept; default 3. */
  readonly keep?: number;
  /** Keeps the best one, too. */
  readonly best?: BestOptions;
  /**
   * Begins at the first step whatever the folder holds; all checkpoints in it, also those of another
   * run, are deleted once the first one of the new run is on the disk. Default false.
   */
  readonly restart?: boolean;
}
