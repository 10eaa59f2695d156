import * as tf from "@tensorflow/tfjs";
import type { LatentModel } from "../models/latent-model.js";

/** The result of a projection. The caller disposes the tensors, with `dispose()`. */
export interface Projection {
  /** float32 [n, latent] */
  readonly latents: tf.Tensor2D;
  /** The images of `latents`: float32 [n, height, width, channels] in [-1, 1]. */
  readonly images: tf.Tensor4D;
  /** Each image's mean squared pixel error, of pixels in [-1, 1]. */
  readonly errors: Float32Array;
  dispose(): void;
}

/** Each example `times` times in a row: [n, ...] to [n * times, ...]. */
export function repeated<T extends tf.Tensor>(examples: T, times: number): T {
  const [count, ...shape] = examples.shape as [number, ...number[]];
  return tf.tidy(() => {
    const apart = examples.reshape([count, 1, -1]); // [n, 1, values]
    return tf.tile(apart, [1, times, 1]).reshape([count * times, ...shape]);
  });
}

/**
 * Of several searches for each image, the one whose image is nearest.
 *
 * @param z [n * starts, latent]
 * @param images [n, h, w, c]
 */
export function bestStarts(
  model: LatentModel,
  z: tf.Tensor2D,
  images: tf.Tensor4D,
  starts: number,
): Projection {
  const best = tf.tidy(() => {
    const [count] = images.shape;
    const drawn = model.decode(z);
    const squares = drawn.sub(repeated(images, starts)).square();
    const errors = squares.mean([1, 2, 3]).reshape([count, starts]);
    const chosen = tf.range(0, count, 1, "int32").mul(tf.scalar(starts, "int32"));
    const at = chosen.add(errors.argMin(1)) as tf.Tensor1D; // [n], into n * starts
    return {
      latents: tf.gather(z, at),
      images: tf.gather(drawn, at),
      least: errors.min(1),
    };
  });
  const { latents, images: drawn, least } = best;
  const errors = Float32Array.from(least.dataSync());
  least.dispose();
  return { latents, images: drawn, errors, dispose: () => tf.dispose([latents, drawn]) };
}
