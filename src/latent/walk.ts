import { aLatentModel } from "../models/latent-model.js";
import { aFlag, aNumber, aTensor, checkArgument, checkOptions, either } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { animation, type Animation, type AnimationOptions } from "../plot/animation.js";
import { checkPositiveInteger } from "../tensor/shape.js";
import type { LatentModel } from "../models/latent-model.js";
import { latentPath, type LatentPathOptions } from "./path.js";

/** Options of {@link latentWalk}. */
export interface LatentWalkOptions extends LatentPathOptions, AnimationOptions {
  /** The points to walk through, [k, latent], or how many to draw from the prior; default 5. */
  readonly through?: number | tf.Tensor2D;
  /** Fixes the points that are drawn; default the model's own. */
  readonly seed?: number;
  /** Whether the walk returns to its first point, so that it repeats seamlessly; default true. */
  readonly closed?: boolean;
}

/**
 * A walk through latent space as an animated picture, which shows itself in a notebook.
 *
 * In a generator that has learned the data each step is a small change, and every picture on the
 * way a sample; one that has memorized its training images jumps (Radford, Metz and Chintala 2016,
 * section 6.1).
 *
 * ```ts
 * import { writeFile } from "node:fs/promises";
 *
 * const walk = latentWalk(await digitGenerator(), { through: 6 });
 * await writeFile("walk.gif", await walk.toGif());
 * ```
 *
 * @throws Error when there are fewer than two points, or they are not of the model's size
 * @throws RangeError when a number is not as described
 */
export function latentWalk(model: LatentModel, options: LatentWalkOptions = {}): Animation {
  checkArgument("The model", model, aLatentModel);
  const points = either(aNumber(5), aTensor("model.latents(5)"));
  checkOptions("latentWalk", options, { through: points, closed: aFlag });
  const { through = 5, seed, closed = true, steps, how, fps, scale, range } = options;
  if (typeof through === "number") checkPositiveInteger("The number of points", through, 5);
  const images = tf.tidy(() => {
    const points =
      typeof through === "number"
        ? model.latents(through, seed === undefined ? {} : { seed })
        : through;
    return model.decode(latentPath(points, { steps, how, closed }));
  });
  try {
    return animation(images, { fps, scale, range });
  } finally {
    images.dispose();
  }
}
