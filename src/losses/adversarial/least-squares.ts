import * as tf from "@tensorflow/tfjs";
import type { LabelledGanLoss } from "./loss.js";

/** $\frac{1}{2} \mathbb{E}[(\ell - y)^2]$ of logits [n, 1] against a label. */
function halfSquare(logits: tf.Tensor2D, label: number): tf.Scalar {
  return tf.tidy(() => logits.sub(label).square().mean<tf.Scalar>().mul<tf.Scalar>(0.5));
}

/**
 * The least-squares game (LSGAN; Mao et al. 2017, eq. 9) with the labels $a = 0$ for generated,
 * $b = c = 1$ for real:
 * $L_D = \frac{1}{2} \mathbb{E}_x[(D(x) - 1)^2] + \frac{1}{2} \mathbb{E}_z[D(G(z))^2]$,
 * $L_G = \frac{1}{2} \mathbb{E}_z[(D(G(z)) - 1)^2]$,
 * where $D$ is the logit itself, without a sigmoid.
 *
 * A sample on the right side of the decision still pays for its distance to the label, so that the
 * gradient does not vanish there. The factor 1/2 makes the derivative in a logit $D - y$ rather than
 * twice that: it changes the size of the loss (and what a regularizer's weight means beside it), not
 * where its minimum is, and Adam hardly notices it.
 */
export const leastSquares: LabelledGanLoss<"least squares"> = {
  name: "least squares",
  output: "score",
  criterion: halfSquare,
  discriminator: (real, fake) => tf.tidy(() => halfSquare(real, 1).add(halfSquare(fake, 0))),
  generator: (fake) => halfSquare(fake, 1),
};
