import { checkOptions } from "../../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import {
  checkEvery,
  checkWeight,
  type DiscriminatorFn,
  type LazyOptions,
  type Regularizer,
} from "./regularizer.js";
import { gradientNormsSquared } from "./gradient-norm.js";

/**
 * The squared slope of the discriminator at real images, $\mathbb{E}_x\,\|\nabla_x D(x)\|^2$, where
 * $D(x)$ is the logit: what {@link r1} weighs with $\gamma / 2$.
 *
 * Every layer of the network has to be differentiable twice.
 *
 * @param discriminator from images to logits [n, 1], or a network that is that
 * @param images real ones (generated ones for R2), [n, height, width, channels]
 * @returns the mean over the batch, differentiable in the network's variables
 */
export function r1Penalty(
  discriminator: DiscriminatorFn | tf.LayersModel,
  images: tf.Tensor4D,
): tf.Scalar {
  return tf.tidy(() => gradientNormsSquared(discriminator, images).mean<tf.Scalar>());
}

/** Settings of {@link r1} and {@link r2}. */
export interface R1Options extends LazyOptions {
  /** $\gamma$, at least 0; default 10, the paper's. Small, simple images want less: 1 for digits. */
  readonly gamma?: number;
}

/**
 * R1: $\frac{\gamma}{2} \mathbb{E}_x\,\|\nabla_x D(x)\|^2$ at real images (Mescheder, Geiger and
 * Nowozin 2018). A discriminator that is flat at the data leaves the generator in peace once it has
 * arrived there, which makes the game converge.
 *
 * @throws RangeError unless gamma is at least 0 and every a positive integer
 */
export function r1(options: R1Options = {}): Regularizer {
  return zeroCentered("R1", "real", options);
}

/**
 * R2: $\frac{\gamma}{2} \mathbb{E}_z\,\|\nabla_x D(G(z))\|^2$, R1 at generated images (Mescheder,
 * Geiger and Nowozin 2018).
 *
 * @throws RangeError unless gamma is at least 0 and every a positive integer
 */
export function r2(options: R1Options = {}): Regularizer {
  return zeroCentered("R2", "fake", options);
}

function zeroCentered(name: string, side: "real" | "fake", options: R1Options): Regularizer {
  checkOptions(name.toLowerCase(), options);
  const half = checkWeight("gamma", options.gamma ?? 10) / 2;
  return {
    name,
    settings: { gamma: 2 * half },
    every: checkEvery(options),
    bounds: "slope",
    penalty: (context) =>
      tf.tidy(() => r1Penalty(context.discriminator, context[side]).mul<tf.Scalar>(half)),
  };
}
