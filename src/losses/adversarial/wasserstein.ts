import * as tf from "@tensorflow/tfjs";
import type { GanLoss } from "./loss.js";

/**
 * The Wasserstein game (WGAN; Arjovsky, Chintala and Bottou 2017):
 * $L_D = \mathbb{E}_z[D(G(z))] - \mathbb{E}_x[D(x)]$, $L_G = -\mathbb{E}_z[D(G(z))]$,
 * where $D$, the *critic*, is the logit itself.
 *
 * If the critic's slope is at most 1 everywhere (it is *1-Lipschitz*), the least $L_D$ is minus the
 * earth mover's distance between real and generated images, so that $-L_D$ tells how training goes.
 * Nothing in the loss holds the slope: without a gradient penalty, spectral normalization or weight
 * clipping the critic only grows.
 */
export const wasserstein: GanLoss<"wasserstein"> = {
  name: "wasserstein",
  output: "score",
  discriminator: (real, fake) =>
    tf.tidy(() => fake.mean<tf.Scalar>().sub<tf.Scalar>(real.mean<tf.Scalar>())),
  generator: (fake) => tf.tidy(() => fake.mean<tf.Scalar>().neg()),
};
