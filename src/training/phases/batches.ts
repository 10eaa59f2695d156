import * as tf from "@tensorflow/tfjs";
import type { Batch } from "./phase.js";

/**
 * The batches of a step in order, at once where all are there. When one cannot be had, the others are
 * disposed, also those that come later.
 *
 * @param first the index of the first batch
 * @throws the error of the first batch that cannot be had; in a promise where a batch comes later
 */
export function loadBatches(
  batch: (index: number) => Batch | Promise<Batch>,
  first: number,
  count: number,
): Batch[] | Promise<Batch[]> {
  const batches: (Batch | Promise<Batch>)[] = [];
  try {
    for (let index = first; index < first + count; index++) batches.push(batch(index));
  } catch (error) {
    if (areLoaded(batches)) {
      tf.dispose(batches);
      throw error;
    }
    batches.push(Promise.reject(error));
  }
  return areLoaded(batches) ? batches : allOrNone(batches);
}

async function allOrNone(batches: readonly (Batch | Promise<Batch>)[]): Promise<Batch[]> {
  const results = await Promise.allSettled(batches.map((batch) => Promise.resolve(batch)));
  const loaded = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failed = results.find((result) => result.status === "rejected");
  if (!failed) return loaded;
  tf.dispose(loaded);
  throw failed.reason;
}

/** Whether none is a promise, of this realm or of another one. */
const areLoaded = (batches: (Batch | Promise<Batch>)[]): batches is Batch[] =>
  batches.every((batch) => typeof (batch as { then?: unknown }).then !== "function");
