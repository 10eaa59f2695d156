import * as tf from "@tensorflow/tfjs";

/** The two losses of the game, as pure functions on logits [n, 1]; both are minimized. */
export interface GanLoss {
  readonly name: string;
  /** $L_D$ from the logits of real and of generated images. */
  discriminator(real: tf.Tensor2D, fake: tf.Tensor2D): tf.Scalar;
  /** $L_G$ from the logits of generated images. */
  generator(fake: tf.Tensor2D): tf.Scalar;
}

/**
 * Binary cross-entropy of logits against one label, in the form that never overflows:
 * $-\log \sigma(l) = \mathrm{softplus}(-l)$ for label 1 and
 * $-\log(1 - \sigma(l)) = \mathrm{softplus}(l)$ for label 0.
 *
 * @param logits [n, 1], log-odds of "real"
 * @param label 1 for real, 0 for generated
 * @returns the mean over the batch, in nats
 */
export function binaryCrossEntropy(logits: tf.Tensor2D, label: 0 | 1): tf.Scalar {
  return tf.softplus(label === 1 ? logits.neg() : logits).mean();
}

/**
 * $L_D = -\mathbb{E}_x[\log D(x)] - \mathbb{E}_z[\log(1 - D(G(z)))]$, the same in both games.
 * With $D = 1/2$ everywhere it is $\log 4 = 1.386$.
 */
function discriminatorLoss(real: tf.Tensor2D, fake: tf.Tensor2D): tf.Scalar {
  return binaryCrossEntropy(real, 1).add(binaryCrossEntropy(fake, 0));
}

/**
 * The non-saturating game: $L_G = -\mathbb{E}_z[\log D(G(z))]$.
 *
 * Its gradient is large where the discriminator is sure of itself, which is where the generator
 * needs it (Goodfellow et al. 2014, section 3).
 */
export const nonSaturating: GanLoss = {
  name: "non-saturating",
  discriminator: discriminatorLoss,
  generator: (fake) => binaryCrossEntropy(fake, 1),
};

/**
 * The minimax game as it is printed: $L_G = \mathbb{E}_z[\log(1 - D(G(z)))]$, which saturates: its
 * gradient vanishes where the discriminator recognizes the samples (Goodfellow et al. 2014, eq. 1).
 */
export const saturating: GanLoss = {
  name: "saturating",
  discriminator: discriminatorLoss,
  generator: (fake) => binaryCrossEntropy(fake, 0).neg(),
};
