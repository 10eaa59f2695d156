import { deriveSeed } from "../tensor/random/index.js";
import { permutation } from "./shuffle.js";

/** How {@link batches} goes through a data set. */
export interface BatchOptions {
  /** Images in a batch. */
  readonly batch: number;
  /** Fixes the order: integer from 0 to 2^32 - 1. */
  readonly seed: number;
}

/**
 * The images of each step's batch, shuffled again in every epoch.
 *
 * They depend on the step alone, not on earlier calls, so that a run resumes exactly. The images that
 * do not fill a batch at an epoch's end are left out of that epoch; another shuffle leaves out others.
 *
 * @param size number of images in the data set
 * @returns function from the step (0-based) to the indices of its batch
 * @throws RangeError when `batch` is not an integer from 1 to `size`
 */
export function batches(size: number, options: BatchOptions): (step: number) => Uint32Array {
  const { batch, seed } = options;
  if (!Number.isInteger(batch) || batch < 1 || batch > size) {
    throw new RangeError(
      `batch is expected to be an integer from 1 to ${size}, the number of images, but is ${batch}; pass for example ${Math.min(64, size)}.`,
    );
  }
  const perEpoch = Math.floor(size / batch);
  let epoch = -1;
  let order: Uint32Array = new Uint32Array();
  return (step) => {
    const epochOfStep = Math.floor(step / perEpoch);
    if (epochOfStep !== epoch) {
      order = permutation(size, deriveSeed(seed, `epoch ${epochOfStep}`));
      epoch = epochOfStep;
    }
    const start = (step % perEpoch) * batch;
    return order.subarray(start, start + batch);
  };
}
