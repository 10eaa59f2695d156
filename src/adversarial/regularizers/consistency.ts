import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../../tensor/random/index.js";
import {
  compose,
  randomFlip,
  randomTranslation,
  type Augmentation,
} from "../../augmentation/index.js";
import {
  checkEvery,
  checkWeight,
  type DiscriminatorFn,
  type LazyOptions,
  type Regularizer,
} from "./regularizer.js";

/**
 * $\mathbb{E}_x[(D(x) - D(T(x)))^2]$: how much the discriminator's logits differ between images and
 * changed copies of them.
 *
 * @param images $x$, [n, height, width, channels]
 * @param changed $T(x)$, of the same shape
 */
export function consistencyPenalty(
  discriminator: DiscriminatorFn,
  images: tf.Tensor4D,
  changed: tf.Tensor4D,
): tf.Scalar {
  // Two passes: the labels that a discriminator is bound to are those of one batch.
  return tf.tidy(() =>
    discriminator(images).sub(discriminator(changed)).square().mean<tf.Scalar>(),
  );
}

/** Settings of {@link consistency}. */
export interface ConsistencyOptions extends LazyOptions {
  /** $\lambda$, at least 0; default 10. */
  readonly weight?: number;
  /** The random changes $T$; default shifts by up to an eighth of the image, and mirroring. */
  readonly augment?: Augmentation;
}

/**
 * Consistency regularization (CR-GAN; Zhang et al. 2020):
 * $\lambda\, \mathbb{E}_x[(D(x) - D(T(x)))^2]$ for real images $x$ and random changes $T$ that leave
 * them what they are. The discriminator has to look at what an image shows rather than at where its
 * pixels are.
 *
 * Mirrored digits and letters are other things: for those pass
 * `augment: randomTranslation()`.
 *
 * @throws RangeError unless weight is at least 0 and every a positive integer
 */
export function consistency(options: ConsistencyOptions = {}): Regularizer {
  const { augment = compose(randomTranslation(), randomFlip()) } = options;
  const weight = checkWeight("The weight of consistency", options.weight ?? 10);
  return {
    name: "consistency",
    parts: [augment],
    settings: { weight, augment: augment.name, ...augment.settings },
    every: checkEvery(options),
    penalty: ({ discriminator, real, seed, step }) =>
      tf.tidy(() => {
        const changed = augment.apply(real, { seed: deriveSeed(seed, "consistency"), step });
        return consistencyPenalty(discriminator, real, changed).mul<tf.Scalar>(weight);
      }),
  };
}
