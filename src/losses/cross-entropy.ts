/** Cross-entropies of logits: of two kinds, and of classes. */
import * as tf from "@tensorflow/tfjs";

/** `"mean"`: the mean over all values; `"none"`: the values themselves, for weights or a selection. */
export type Reduction = "mean" | "none";

/**
 * Binary cross-entropy of logits against one label $y$,
 * $-y \log \sigma(\ell) - (1 - y) \log(1 - \sigma(\ell))$, in the form that never overflows:
 * $-\log \sigma(\ell) = \mathrm{softplus}(-\ell)$ and
 * $-\log(1 - \sigma(\ell)) = \mathrm{softplus}(\ell)$.
 *
 * @param logits of any shape, log-odds of "real"
 * @param label in [0, 1]: 1 for real, 0 for generated, between them for a smoothed label
 * @param reduction default `"mean"`
 * @returns in nats: the mean over all logits or, for `"none"`, the loss of each, of the logits' shape
 * @throws RangeError unless the label is in [0, 1]
 */
export function binaryCrossEntropy(logits: tf.Tensor, label: number, reduction?: "mean"): tf.Scalar;
export function binaryCrossEntropy(
  logits: tf.Tensor,
  label: number,
  reduction: Reduction,
): tf.Tensor;
export function binaryCrossEntropy(
  logits: tf.Tensor,
  label: number,
  reduction: Reduction = "mean",
): tf.Tensor {
  if (!(label >= 0 && label <= 1)) {
    throw new RangeError(
      `A label is expected to be from 0 to 1 but is ${label}; pass 1 for real, 0 for generated.`,
    );
  }
  return tf.tidy(() => {
    const losses = crossEntropies(logits, label);
    return reduction === "none" ? losses : losses.mean();
  });
}

function crossEntropies(logits: tf.Tensor, label: number): tf.Tensor {
  if (label === 0) return tf.softplus(logits);
  const real = tf.softplus(logits.neg()); // -log D
  if (label === 1) return real;
  const generated = tf.softplus(logits); // -log(1 - D)
  return real.mul(label).add(generated.mul(1 - label));
}

/**
 * Softmax cross-entropy of class logits, the auxiliary classifier's loss (ACGAN; Odena, Olah and
 * Shlens 2017): $-\mathbb{E}[\log p(c \mid x)]$. The discriminator minimizes it on real and on
 * generated images, the generator on its own.
 *
 * @param logits [n, classes]
 * @param labels one-hot, float32 [n, classes]
 * @param reduction default `"mean"`
 * @returns in nats: the mean over the batch or, for `"none"`, the loss of each example, [n]; with a
 *   uniform guess it is $\log$ classes
 * @throws Error when the shapes differ
 */
export function classificationLoss(
  logits: tf.Tensor2D,
  labels: tf.Tensor2D,
  reduction?: "mean",
): tf.Scalar;
export function classificationLoss(
  logits: tf.Tensor2D,
  labels: tf.Tensor2D,
  reduction: Reduction,
): tf.Tensor;
export function classificationLoss(
  logits: tf.Tensor2D,
  labels: tf.Tensor2D,
  reduction: Reduction = "mean",
): tf.Tensor {
  if (logits.shape.join() !== labels.shape.join()) {
    throw new Error(
      `Labels are expected to be one-hot of the logits' shape [${logits.shape.join(", ")}] but ` +
        `are [${labels.shape.join(", ")}]; pass tf.oneHot(classes, ${logits.shape.at(-1)}).`,
    );
  }
  return tf.tidy(() => {
    const logLikelihoods = labels.mul(tf.logSoftmax(logits)).sum(-1); // log p(c | x), [n]
    return reduction === "none" ? logLikelihoods.neg() : logLikelihoods.mean().neg();
  });
}
