import * as tf from "@tensorflow/tfjs";
import { perImage } from "./likelihoods.js";

/** The least log of a scale: below it, densities of a few exact values would outweigh all others. */
const LEAST_LOG_SCALE = -7;

/** How many numbers of {@link logisticMixtureLogProbability} a pixel takes. */
export const logisticMixtureChannels = (channels: 1 | 3, components: number): number =>
  components * (channels === 1 ? 3 : 10);

/**
 * Discretized mixture of logistic distributions (Salimans et al. 2017, PixelCNN++), for images of
 * 256 levels: the probability that a value, rounded to the nearest level, is the image's. The lowest
 * and the highest level take all that lies beyond them. The green of a component depends on the red,
 * and the blue on both.
 *
 * The probability of a level is computed as
 * $\log (\sigma(a) - \sigma(b)) = -\mathrm{softplus}(-a) - \mathrm{softplus}(b) + \log (1 - e^{b - a})$,
 * which loses no digits where the difference is tiny; the usual programs change to a density there.
 *
 * @param x [n, height, width, 1 or 3], in [-1, 1]: levels $k / 127.5 - 1$
 * @param parameters [n, height, width, {@link logisticMixtureChannels}], for each pixel: the
 *   components' logits [k], then means [channels, k], logs of scales [channels, k], which count as -7
 *   where they are less, and, for colors, coefficients [3, k] before their tanh: red to green, red to
 *   blue, green to blue
 * @returns [n], in nats, at most 0; {@link bitsPerDimension} converts
 * @throws Error when the shapes do not fit
 */
export function logisticMixtureLogProbability(
  x: tf.Tensor4D,
  parameters: tf.Tensor4D,
): tf.Tensor1D {
  const [n, height, width, channels] = x.shape;
  const perPixel = parameters.shape[3];
  const components = perPixel / logisticMixtureChannels(channels === 3 ? 3 : 1, 1);
  const fits = parameters.shape.slice(0, 3).join() === [n, height, width].join();
  if (!fits || !(channels === 1 || channels === 3) || !(components >= 1 && components % 1 === 0)) {
    throw new Error(
      `The parameters of images [${x.shape.join(", ")}] are expected to be [n, height, width, 3k] ` +
        `for one channel and [n, height, width, 10k] for three but are ` +
        `[${parameters.shape.join(", ")}]; give the decoder's last layer so many filters.`,
    );
  }
  return tf.tidy(() => {
    const rows = parameters.reshape([n, height * width, perPixel / components, components]);
    const part = (index: number) =>
      rows.slice([0, 0, index, 0], [-1, -1, 1, -1]).squeeze<tf.Tensor3D>([2]); // [n, pixels, k]
    const pixels = x.reshape([n, height * width, channels]);
    const values = range(channels).map((c) => pixels.slice([0, 0, c], [-1, -1, 1])); // [n, pixels, 1]
    const logits = part(0);
    const means = range(channels).map((c) => part(1 + c));
    const logScales = range(channels).map((c) => part(1 + channels + c));
    if (channels === 3) {
      const [redToGreen, redToBlue, greenToBlue] = range(3).map((i) => part(7 + i).tanh());
      const [red, green] = values;
      means[1] = means[1]!.add(redToGreen!.mul(red!));
      means[2] = means[2]!.add(redToBlue!.mul(red!)).add(greenToBlue!.mul(green!));
    }
    const ofChannels = values.map((value, channel) =>
      logisticLevel(value, means[channel]!, logScales[channel]!.maximum(LEAST_LOG_SCALE)),
    ); // each [n, pixels, k]
    const joint = tf.addN([tf.logSoftmax(logits), ...ofChannels]);
    return perImage(tf.logSumExp(joint, -1));
  });
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The log-probability of levels under logistic distributions. */
function logisticLevel(x: tf.Tensor, mean: tf.Tensor, logScale: tf.Tensor): tf.Tensor {
  const inverse = logScale.neg().exp();
  const distance = x.sub(mean);
  const above = distance.add(1 / 255).mul(inverse);
  const below = distance.sub(1 / 255).mul(inverse);
  const upTo = tf.softplus(above.neg()).neg(); // log sigmoid(above)
  const from = tf.softplus(below).neg(); // log(1 - sigmoid(below))
  const between = upTo.add(from).add(
    inverse
      .mul(-2 / 255)
      .expm1()
      .neg()
      .log(),
  );
  const isLowest = x.less(-1 + 1 / 255);
  const isHighest = x.greater(1 - 1 / 255);
  return tf.where(isLowest, upTo, tf.where(isHighest, from, between));
}

/**
 * Converts a log-probability of images of discrete levels to bits per dimension,
 * $-\frac{\log p(x)}{D \ln 2}$. Lower is better; 8 for 256 levels that are equally likely.
 *
 * @param nats log-probability of an image, or their mean
 * @param dimensions the values of an image, $D$ = height x width x channels
 */
export const bitsPerDimension = (nats: number, dimensions: number): number =>
  -nats / (dimensions * Math.LN2);
