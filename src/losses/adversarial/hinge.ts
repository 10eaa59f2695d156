import * as tf from "@tensorflow/tfjs";
import type { GanLoss } from "./loss.js";

/** $\mathbb{E}_x[\max(0, 1 - \ell)] + \mathbb{E}_z[\max(0, 1 + \ell)]$ of logits [n, 1]. */
export function hingeOfBoth(real: tf.Tensor2D, fake: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const missedByReal = tf.relu(tf.sub(1, real)); // [n, 1]
    const missedByFake = tf.relu(tf.add(1, fake)); // [n, 1]
    return missedByReal.mean<tf.Scalar>().add<tf.Scalar>(missedByFake.mean<tf.Scalar>());
  });
}

/**
 * The hinge game (Lim and Ye 2017; Miyato et al. 2018, eq. 16 and 17):
 * $L_D = \mathbb{E}_x[\max(0, 1 - D(x))] + \mathbb{E}_z[\max(0, 1 + D(G(z)))]$,
 * $L_G = -\mathbb{E}_z[D(G(z))]$, where $D$ is the logit itself.
 *
 * Real images should score above 1 and generated ones below -1; the discriminator has nothing more
 * to learn from an image that does. The usual partner of spectral normalization.
 */
export const hinge: GanLoss<"hinge"> = {
  name: "hinge",
  output: "score",
  discriminator: hingeOfBoth,
  generator: (fake) => tf.tidy(() => fake.mean<tf.Scalar>().neg()),
};
