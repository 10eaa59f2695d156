import { anObject, aTensor, checkArgument } from "../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import type { ImageShape } from "../tensor/shape.js";

/**
 * A model of any family as the latent toolkit needs it: a prior to draw latent vectors from, and a
 * decoder that turns them into images.
 */
export interface LatentModel<Latent extends number = number> {
  /** Size of the latent vector. */
  readonly latent: Latent;
  /** Shape of one image. */
  readonly image: ImageShape;
  /** Draws latent vectors from the prior: float32 [count, latent], the caller's to dispose. */
  latents(count: number, options?: { readonly seed?: number }): tf.Tensor2D;
  /**
   * The images of latent vectors [n, latent]: float32 [n, height, width, channels] in [-1, 1], the
   * caller's to dispose. Differentiable.
   */
  decode(latents: tf.Tensor2D): tf.Tensor4D;
  /**
   * The weights that act on a latent vector first, for {@link latentDirections}: float32
   * [latent, k], the caller's to dispose. Only families whose first layer is linear have it.
   */
  firstLayer?(): tf.Tensor2D;
}

export const aLatentModel = anObject(
  "a model that decodes latent vectors",
  "await digitGenerator()",
  ...["latents", "decode"],
);

/** @throws Error when the latent vectors are not [n, latent] */
export function checkLatents(latents: tf.Tensor, latent: number): void {
  checkArgument("Latent vectors", latents, aTensor("model.latents(16)"));
  if (latents.rank === 2 && latents.shape[1] === latent) return;
  throw new Error(
    `Latent vectors are expected as [n, ${latent}] but are [${latents.shape.join(", ")}]; draw them ` +
      "with latents().",
  );
}
