import { aNumber, aTensor, checkArgument } from "../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";

/** One latent vector [latent] or [1, latent], or several [n, latent]. */
export type Latents = tf.Tensor1D | tf.Tensor2D;

/**
 * Latent vectors as [n, latent]; a view in the caller's `tf.tidy`.
 *
 * @param what they are, for the message
 * @param expected how many; default any number from 1 on
 * @throws Error when there are others
 */
export function rows(vectors: Latents, what: string, expected?: number): tf.Tensor2D {
  const subject = what.replace(/ (is|are)$/, "");
  checkArgument(subject, vectors, aTensor("model.latents(4)"));
  const { shape, size } = vectors;
  const flat = shape.length === 1;
  const count = flat ? 1 : shape[0];
  if ((!flat && shape.length !== 2) || size === 0 || (expected ?? count) !== count) {
    const expectedShape =
      expected === 1 ? "[latent] or [1, latent]" : `[${expected ?? "n"}, latent]`;
    throw new Error(
      `${what} expected as ${expectedShape} but ${expected === 1 ? "is" : "are"} [${shape.join(", ")}]; ` +
        `draw for example model.latents(${expected ?? 4}).`,
    );
  }
  return vectors.reshape([count, shape.at(-1)!]);
}

/** @throws Error unless both have vectors of the same size */
export function checkSameSize(a: tf.Tensor, b: tf.Tensor): void {
  if (a.shape.at(-1) === b.shape.at(-1)) return;
  throw new Error(
    `Latent vectors are expected to be of one size but are of ${a.shape.at(-1)} and ` +
      `${b.shape.at(-1)}; take both from the same model.`,
  );
}

/** @throws RangeError unless `value` is finite; `name` says what it is */
export function checkFinite(name: string, value: number): number {
  checkArgument(name, value, aNumber(1));
  if (Number.isFinite(value)) return value;
  throw new RangeError(
    `${name} is expected to be a finite number but is ${value}; pass for example 1.`,
  );
}
