import { aLatentModel } from "../models/latent-model.js";
import {
  aFlag,
  aNumber,
  aTensor,
  checkArgument,
  checkOptions,
  required,
} from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger } from "../tensor/shape.js";
import { interpolation, type Interpolation } from "./interpolation.js";
import type { LatentModel } from "../models/latent-model.js";
import { checkSameSize, rows, type Latents } from "./vectors.js";

/** Options of {@link latentPath}. */
export interface LatentPathOptions {
  /** Steps from one point to the next; default 16. */
  readonly steps?: number;
  /** The way between two points; default `"slerp"`. */
  readonly how?: Interpolation;
  /** Whether the path returns to its first point; default false. */
  readonly closed?: boolean;
}

/**
 * A path through several points of latent space.
 *
 * An open path ends at the last point. A closed one ends a step before the first point, so that it
 * repeats without a pause.
 *
 * @param points [k, latent], k at least 2
 * @returns float32 [(k - 1) * steps + 1, latent], closed [k * steps, latent]; the caller disposes it
 * @throws Error when there are fewer than two points
 * @throws RangeError when `steps` is not a positive integer
 */
export function latentPath(points: tf.Tensor2D, options: LatentPathOptions = {}): tf.Tensor2D {
  checkOptions("latentPath", options, { closed: aFlag });
  const { steps = 16, how = "slerp", closed = false } = options;
  checkPositiveInteger("steps", steps, 16);
  const between = interpolation(how);
  return tf.tidy(() => {
    const at = rows(points, "The points of a path are");
    const count = at.shape[0];
    if (count < 2) {
      throw new Error(
        `A path is expected to lead through at least 2 points but has ${count}; ` +
          `draw for example model.latents(4).`,
      );
    }
    const starts = closed ? at : at.slice([0], [count - 1]); // [legs, latent]
    const ends = closed
      ? tf.concat([at.slice([1]), at.slice([0], [1])])
      : at.slice([1], [count - 1]);
    const t = tf.range(0, steps).div(steps).reshape([1, steps, 1]);
    const legs = between(starts.expandDims(1), ends.expandDims(1), t); // [legs, steps, latent]
    const path = legs.reshape([-1, at.shape[1]]) as tf.Tensor2D;
    return closed ? path : path.concat(at.slice([count - 1], [1]));
  });
}

/** Options of {@link interpolate}. */
export interface InterpolateOptions {
  /** Where to begin, [latent] or [1, latent]. */
  readonly from: Latents;
  /** Where to end, [latent] or [1, latent]. */
  readonly to: Latents;
  /** Number of images, both ends included, at least 2; default 9. */
  readonly steps?: number;
  /** The way between them; default `"slerp"`. */
  readonly how?: Interpolation;
}

/**
 * The images between two points of latent space, both ends included.
 *
 * ```ts
 * const model = await digitGenerator();
 * const [from, to] = [model.latents(1, { seed: 1 }), model.latents(1, { seed: 2 })];
 * imageGrid(interpolate(model, { from, to, steps: 9 }));
 * ```
 *
 * @returns float32 [steps, height, width, channels] in [-1, 1]; the caller disposes it
 * @throws Error when an end is not one latent vector of the model's size
 * @throws RangeError when `steps` is not an integer from 2 on
 */
export function interpolate(model: LatentModel, options: InterpolateOptions): tf.Tensor4D {
  checkArgument("The model", model, aLatentModel);
  const vector = required(aTensor("model.latents(1)"));
  checkOptions("interpolate", options, { from: vector, to: vector, steps: aNumber(9) });
  const { steps = 9, how } = options;
  if (!Number.isInteger(steps) || steps < 2) {
    throw new RangeError(
      `steps is expected to be an integer from 2 on but is ${steps}; pass for example 9.`,
    );
  }
  return tf.tidy(() => {
    const from = rows(options.from, "The start of an interpolation is", 1);
    const to = rows(options.to, "The end of an interpolation is", 1);
    checkSameSize(from, to);
    return model.decode(latentPath(tf.concat([from, to]), { steps: steps - 1, how }));
  });
}
