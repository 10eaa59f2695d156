import * as tf from "@tensorflow/tfjs";
import type { DiscriminatorFn } from "./regularizer.js";

/**
 * $\|\nabla_x D(x)\|^2$ of each image, where $D(x)$ is the logit. Differentiable in the
 * discriminator's weights and in the images; every layer has to be differentiable twice.
 *
 * It is the gradient of the sum of the logits, so it is each image's own only where no layer mixes
 * the images of a batch, as batch normalization does.
 *
 * @param discriminator from images to logits [n, 1], or a network that is that
 * @param images [n, height, width, channels]
 * @returns [n]
 */
export function gradientNormsSquared(
  discriminator: DiscriminatorFn | tf.LayersModel,
  images: tf.Tensor4D,
): tf.Tensor1D {
  const logits =
    typeof discriminator === "function"
      ? discriminator
      : (x: tf.Tensor4D) => discriminator.apply(x);
  return tf.tidy(() => {
    const sum = (x: tf.Tensor) => (logits(x as tf.Tensor4D) as tf.Tensor2D).sum();
    const slope = tf.grad(sum)(images); // [n, h, w, c]
    return slope.square().sum<tf.Tensor1D>([1, 2, 3]);
  });
}

/**
 * $\mathbb{E}[(\|\nabla_x D(x)\| - t)^2]$: how far the slope of the discriminator is from a target.
 *
 * @param images where the slope is looked at, [n, height, width, channels]
 * @param options `target` is $t$, at least 0, default 1; `oneSided` leaves norms below the target
 *   alone, default false
 */
export function gradientNormPenalty(
  discriminator: DiscriminatorFn | tf.LayersModel,
  images: tf.Tensor4D,
  { target = 1, oneSided = false }: { target?: number; oneSided?: boolean } = {},
): tf.Scalar {
  return tf.tidy(() => {
    const squares = gradientNormsSquared(discriminator, images); // [n]
    if (target === 0) return squares.mean<tf.Scalar>();
    // A root has no finite derivative at 0, where a discriminator of zero weights is.
    const excess = squares.add(1e-12).sqrt().sub(target); // [n]
    return (oneSided ? tf.relu(excess) : excess).square().mean<tf.Scalar>();
  });
}
