import type * as tf from "@tensorflow/tfjs";

/** Where layers get random numbers from while a network trains. */
export interface RandomNumbers {
  /** Uniform on [0, 1). */
  uniform(shape: number[]): tf.Tensor;
  /** Standard normal. */
  normal(shape: number[]): tf.Tensor;
}

let current: RandomNumbers | undefined;

/**
 * Runs a function in which layers draw from the given source: every phase of a training step gives
 * one that is keyed by the run's seed and the update, so that the numbers are the same in a captured
 * step, in an eager one and after a resume.
 */
export function withRandomNumbers<Result>(source: RandomNumbers, run: () => Result): Result {
  const outer = current;
  current = source;
  try {
    return run();
  } finally {
    current = outer;
  }
}

/**
 * The source for a layer that is called now.
 *
 * @param layer its name, for the message
 * @throws Error outside of {@link withRandomNumbers}
 */
export function randomNumbers(layer: string): RandomNumbers {
  if (current) return current;
  throw new Error(
    `The layer ${layer} is expected to get its random numbers from a phase of a training step but ` +
      "is applied with training: true outside of one; train with trainGan or phasedRun, or call it " +
      "inside of withRandomNumbers.",
  );
}
