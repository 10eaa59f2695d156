import * as tf from "@tensorflow/tfjs";

/**
 * Warns once of trials that keep what they made: over a night of trials that fills the memory.
 *
 * The first trial may load data or a classifier that later ones use; so tensors are counted from
 * its end.
 */
export class LeakWarning {
  #before: number | undefined;
  #warned = false;

  /** To be called after each trial. */
  check(): void {
    const { numTensors } = tf.memory();
    const more = numTensors - (this.#before ?? numTensors);
    this.#before = numTensors;
    if (more <= 0 || this.#warned) return;
    this.#warned = true;
    console.warn(
      `A trial is expected to free the tensors that it makes but left ${more}; ` +
        `call dispose() on its models, and use tf.tidy, before it returns.`,
    );
  }
}
