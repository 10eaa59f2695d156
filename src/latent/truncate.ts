import * as tf from "@tensorflow/tfjs";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { deriveSeed } from "../tensor/random/index.js";

/** Options of {@link truncate}. */
export interface TruncateOptions {
  /**
   * How a number beyond the threshold is replaced: it is drawn again from the truncated normal
   * distribution (the default), or clipped to the threshold.
   */
  readonly how?: "resample" | "clip";
  /** Fixes the numbers that are drawn again; default 0. */
  readonly seed?: number;
}

/**
 * The truncation trick (Brock, Donahue and Simonyan 2019): latent vectors of a normal prior with
 * every number within a threshold. A lower threshold gives samples that are more typical, and less
 * varied.
 *
 * Numbers within the threshold stay, so that samples of several thresholds compare.
 *
 * ```ts
 * const model = await digitGenerator();
 * imageGrid(model.decode(truncate(model.latents(64), 0.5)));
 * ```
 *
 * @param latents [n, latent], draws from the standard normal distribution
 * @param threshold the greatest absolute value, positive
 * @returns float32 [n, latent]; the caller disposes it
 * @throws RangeError when the threshold is not positive
 */
export function truncate(
  latents: tf.Tensor2D,
  threshold: number,
  options: TruncateOptions = {},
): tf.Tensor2D {
  const { how = "resample", seed = 0 } = options;
  if (!(threshold > 0)) {
    throw new RangeError(
      `A truncation threshold is expected to be positive but is ${threshold}; pass for example 0.5.`,
    );
  }
  if (how === "clip") return tf.clipByValue(latents, -threshold, threshold);
  if (how !== "resample") {
    throw new Error(
      `how is expected to be "resample" or "clip" but is "${how as string}"; pass one of them.`,
    );
  }
  const source = xoroshiro128plus(deriveSeed(seed, "truncation"));
  const uniform = () => uniformFloat64(source);
  const values = latents
    .dataSync()
    .map((z) => (Math.abs(z) > threshold ? truncatedNormal(threshold, uniform) : z));
  return tf.tensor2d(values, latents.shape);
}

/** A normal number within the threshold: uniform ones, kept as often as the density says. */
function truncatedNormal(threshold: number, uniform: () => number): number {
  // Beyond 5 there is next to nothing left; a wider interval would only be rejected more often.
  const reach = Math.min(threshold, 5);
  for (;;) {
    const z = reach * (2 * uniform() - 1);
    if (uniform() < Math.exp(-(z * z) / 2)) return z;
  }
}
