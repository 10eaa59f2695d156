import * as tf from "@tensorflow/tfjs";

/**
 * Binary cross-entropy of logits against one label $y$,
 * $-y \log \sigma(\ell) - (1 - y) \log(1 - \sigma(\ell))$, in the form that never overflows:
 * $-\log \sigma(\ell) = \mathrm{softplus}(-\ell)$ and
 * $-\log(1 - \sigma(\ell)) = \mathrm{softplus}(\ell)$.
 *
 * @param logits [n, 1], log-odds of "real"
 * @param label in [0, 1]: 1 for real, 0 for generated, between them for a smoothed label
 * @returns the mean over the batch, in nats
 * @throws RangeError unless the label is in [0, 1]
 */
export function binaryCrossEntropy(logits: tf.Tensor2D, label: number): tf.Scalar {
  if (!(label >= 0 && label <= 1)) {
    throw new RangeError(
      `A label is expected to be from 0 to 1 but is ${label}; pass 1 for real, 0 for generated.`,
    );
  }
  return tf.tidy(() => {
    if (label === 0) return tf.softplus(logits).mean<tf.Scalar>();
    const real = tf.softplus(logits.neg()); // -log D, [n, 1]
    if (label === 1) return real.mean<tf.Scalar>();
    const generated = tf.softplus(logits); // -log(1 - D), [n, 1]
    return real
      .mul(label)
      .add(generated.mul(1 - label))
      .mean<tf.Scalar>();
  });
}

/**
 * The discriminator's half of the game of Goodfellow et al. (2014), which asks whether an image is
 * real: $L_D = -\mathbb{E}_x[\log D(x)] - \mathbb{E}_z[\log(1 - D(G(z)))]$. With $D = 1/2$
 * everywhere it is $\log 4 = 1.386$.
 */
export function crossEntropyOfBoth(real: tf.Tensor2D, fake: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => binaryCrossEntropy(real, 1).add(binaryCrossEntropy(fake, 0)));
}
