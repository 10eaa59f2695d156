/** Likelihoods: the log-probability of each image of a batch, in nats, summed over its values. */
import * as tf from "@tensorflow/tfjs";

/**
 * Bernoulli: $\log p(x) = \sum_i x_i \ell_i - \mathrm{softplus}(\ell_i)$, for black and white images.
 *
 * Gray values in it are no likelihood, though many programs pass them: the numbers then depend on how
 * gray the images are, and cannot be compared. Draw black and white images from the gray ones first, or
 * take {@link continuousBernoulliLogProbability}.
 *
 * @param x [n, ...], each value 0 or 1
 * @param logits of the same shape, $\ell = \log \frac{p}{1 - p}$ for a 1
 * @returns [n], in nats; at most 0
 * @throws Error when the shapes differ
 */
export function bernoulliLogProbability(x: tf.Tensor, logits: tf.Tensor): tf.Tensor1D {
  checkSameShape(x, logits);
  return tf.tidy(() => perImage(x.mul(logits).sub(tf.softplus(logits))));
}

/**
 * Continuous Bernoulli (Loaiza-Ganem and Cunningham 2019), for gray values from 0 to 1: the
 * Bernoulli's formula times the constant that makes it a density,
 * $\log p(x) = \sum_i x_i \ell_i - \log \frac{e^{\ell_i} - 1}{\ell_i}$.
 *
 * @param x [n, ...], in [0, 1]
 * @param logits of the same shape
 * @returns [n], in nats; a density, so it may be above 0
 * @throws Error when the shapes differ
 */
export function continuousBernoulliLogProbability(x: tf.Tensor, logits: tf.Tensor): tf.Tensor1D {
  checkSameShape(x, logits);
  return tf.tidy(() => {
    // log((e^l - 1) / l) is l / 2 + log(sinh(l / 2) / (l / 2)), of which the second part is even.
    const size = logits.abs();
    const isSmall = size.less(SMALL);
    const large = tf.where(isSmall, tf.onesLike(size), size);
    const ofLarge = large.div(2).add(large.neg().expm1().neg().div(large).log());
    const square = tf.where(isSmall, logits, tf.zerosLike(logits)).square();
    const ofSmall = square.mul(tf.add(1 / 24, square.mul(tf.add(-1 / 2880, square.div(181_440)))));
    const even = tf.where(isSmall, ofSmall, ofLarge);
    return perImage(x.sub(0.5).mul(logits).sub(even));
  });
}

/**
 * The mean of {@link continuousBernoulliLogProbability}'s distribution,
 * $\frac{1}{1 - e^{-\ell}} - \frac{1}{\ell}$, which is not the sigmoid.
 *
 * @param logits of any shape
 * @returns in (0, 1), of the same shape
 */
export function continuousBernoulliMean<T extends tf.Tensor>(logits: T): T {
  return tf.tidy(() => {
    const isSmall = logits.abs().less(SMALL);
    const large = tf.where(isSmall, tf.onesLike(logits), logits);
    const ofLarge = large.neg().expm1().neg().reciprocal().sub(large.reciprocal());
    const square = logits.square();
    const series = square.mul(
      tf.add(-1 / 720, square.mul(tf.add(1 / 30_240, square.div(-1_209_600)))),
    );
    const ofSmall = logits.mul(tf.add(1 / 12, series)).add(0.5);
    return tf.where(isSmall, ofSmall, ofLarge) as T;
  });
}

/** Logits below which the continuous Bernoulli is computed by its series, exact to float32. */
const SMALL = 0.5;

/**
 * Gaussian: $\log p(x) = -\sum_i \left( \frac{(x_i - \mu_i)^2}{2 \sigma_i^2} + \log \sigma_i +
 * \tfrac{1}{2} \log 2 \pi \right)$.
 *
 * A mean squared error is this likelihood only for $\sigma^2 = 1/2$ and with a sum over the values in
 * place of their mean.
 *
 * @param x [n, ...], of any range; the density depends on it
 * @param mean of the same shape
 * @param logSigma $\log \sigma$: a number, or a tensor that broadcasts to that shape
 * @returns [n], in nats; a density, so it may be above 0
 * @throws Error when the shapes of `x` and `mean` differ, or `logSigma` does not broadcast to them
 */
export function gaussianLogProbability(
  x: tf.Tensor,
  mean: tf.Tensor,
  logSigma: tf.Tensor | number,
): tf.Tensor1D {
  checkSameShape(x, mean);
  return tf.tidy(() => {
    const log = typeof logSigma === "number" ? tf.scalar(logSigma) : logSigma;
    checkBroadcast(log, x);
    const distance = x.sub(mean).mul(log.neg().exp()); // in standard deviations
    return perImage(
      distance
        .square()
        .div(-2)
        .sub(log)
        .sub(Math.log(2 * Math.PI) / 2),
    );
  });
}

/** The sum over all but the first dimension. */
export function perImage(values: tf.Tensor): tf.Tensor1D {
  return values.reshape([values.shape[0], -1]).sum(1);
}

export function checkSameShape(a: tf.Tensor, b: tf.Tensor): void {
  if (a.shape.join() === b.shape.join()) return;
  throw new Error(
    `Values and the parameters of their distribution are expected to have the same shape but have ` +
      `[${a.shape.join(", ")}] and [${b.shape.join(", ")}]; check the decoder's output.`,
  );
}

/** A larger shape would count some values several times. */
function checkBroadcast(logSigma: tf.Tensor, x: tf.Tensor): void {
  const skipped = x.rank - logSigma.rank;
  if (logSigma.shape.every((side, i) => side === 1 || side === x.shape[skipped + i])) return;
  throw new Error(
    `The log of sigma is expected to broadcast to [${x.shape.join(", ")}] but has the shape ` +
      `[${logSigma.shape.join(", ")}]; pass a number, or one value for each channel or pixel.`,
  );
}
