import type * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger } from "../base/errors.js";
import { randomNormal, type RandomKey } from "../tensor/random/index.js";

/**
 * The prior $p_z$: the distribution of latent vectors. A prior of your own works in training and
 * sampling; pass it to `loadGenerator` as well, because a card holds only its `settings`.
 */
export interface Prior<Latent extends number = number> {
  /** Size of a latent vector. */
  readonly latent: Latent;
  /** Its kind and numbers as JSON, stored in a saved model's card. */
  readonly settings: PriorSettings;
  /** Draws latent vectors, float32 [count, latent]. Also works inside a captured step. */
  sample(count: number, key: RandomKey): tf.Tensor2D;
  /** A short description for printing. */
  toString(): string;
}

/** A prior as JSON. */
export type PriorSettings = { readonly kind: string } & Readonly<Record<string, unknown>>;

/**
 * The standard normal distribution $\mathcal{N}(0, I)$.
 *
 * @throws RangeError when `latent` is not a positive integer
 */
export function standardNormal<const Latent extends number>(latent: Latent): Prior<Latent> {
  checkPositiveInteger("latent", latent, 64);
  return {
    latent,
    settings: { kind: "standard normal" },
    sample: (count, key) => randomNormal<tf.Rank.R2>([count, latent], key),
    toString: () => `latent ${latent}`,
  };
}
