import * as tf from "@tensorflow/tfjs";

/**
 * Softmax cross-entropy of class logits, the auxiliary classifier's loss (ACGAN; Odena, Olah and
 * Shlens 2017): $-\mathbb{E}[\log p(c \mid x)]$. The discriminator minimizes it on real and on
 * generated images, the generator on its own.
 *
 * @param logits [n, classes]
 * @param labels one-hot, float32 [n, classes]
 * @returns the mean over the batch, in nats; with no idea of the class it is $\log$ classes
 * @throws Error when the shapes differ
 */
export function classificationLoss(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  if (logits.shape.join() !== labels.shape.join()) {
    throw new Error(
      `Labels are expected to be one-hot of the logits' shape [${logits.shape.join(", ")}] but ` +
        `are [${labels.shape.join(", ")}]; pass tf.oneHot(classes, ${logits.shape.at(-1)}).`,
    );
  }
  return tf.tidy(() => labels.mul(tf.logSoftmax(logits)).sum(-1).mean<tf.Scalar>().neg());
}
