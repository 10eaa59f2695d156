import { checkOptions } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger } from "../tensor/shape.js";
import { checkFinite, checkSameSize, rows, type Latents } from "./vectors.js";

/** Options of {@link traversal}. */
export interface TraversalOptions {
  /** How far to go against a direction, in its lengths; default -3. */
  readonly from?: number;
  /** How far to go along a direction, in its lengths; default 3. */
  readonly to?: number;
  /** Points along a direction, both ends included; default 7. */
  readonly steps?: number;
}

/**
 * Latent vectors on straight lines along directions: one row of `steps` for each direction and each
 * start, all starts of the first direction before those of the second.
 *
 * ```ts
 * const model = await digitGenerator();
 * const { directions } = latentDirections(model, 6);
 * imageGrid(model.decode(traversal(model.latents(1), directions)), { columns: 7 });
 * ```
 *
 * @param starts [latent] or [n, latent], in the middle of their lines by default
 * @param directions [latent] or [k, latent]
 * @returns float32 [k * n * steps, latent]; the caller disposes it
 * @throws Error when starts and directions are of different sizes
 * @throws RangeError when a number is not as described
 */
export function traversal(
  starts: Latents,
  directions: Latents,
  options: TraversalOptions = {},
): tf.Tensor2D {
  checkOptions("traversal", options);
  const { from = -3, to = 3, steps = 7 } = options;
  checkPositiveInteger("steps", steps, 7);
  checkFinite("from", from);
  checkFinite("to", to);
  return tf.tidy(() => {
    const z = rows(starts, "The starts of a traversal are");
    const n = rows(directions, "The directions of a traversal are");
    checkSameSize(z, n);
    const distance = steps === 1 ? tf.tensor1d([(from + to) / 2]) : tf.linspace(from, to, steps);
    const [count, latent] = z.shape;
    const moves = distance.reshape([1, 1, steps, 1]).mul(n.reshape([n.shape[0], 1, 1, latent])); // [k, 1, steps, latent]
    return moves.add(z.reshape([1, count, 1, latent])).reshape([-1, latent]);
  });
}
