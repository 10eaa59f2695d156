import { anObject } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { deriveSeed, randomUniform, type RandomKey } from "../tensor/random/index.js";
import type { Settings } from "../tensor/settings.js";

export const anAugmentation = anObject("an augmentation", "diffAugment()", "name", "apply");

/** Which random changes, and how far the training is. */
export interface AugmentationKey extends RandomKey {
  /** The number of the training step, for changes that fade; default `step`. */
  readonly trainingStep?: number | tf.Scalar;
}

/**
 * A random change of images, differentiable in them (of any order, where a gradient penalty looks
 * through it), that runs in captured steps.
 *
 * Real and generated images go through it alike, for the discriminator's update and for the
 * generator's: what the discriminator cannot see without, the generator need not learn (Zhao et
 * al. 2020).
 */
export interface Augmentation {
  readonly name: string;
  /** Its numbers: with the name they tell one from another when a run is resumed. */
  readonly settings?: Settings;
  /** Its parts, if it is composed: their code takes part in the identity of a run, too. */
  readonly parts?: readonly object[];
  /** Variables that it changes from update to update, by name; checkpoints hold them. */
  readonly state?: Readonly<Record<string, tf.Variable>>;
  /**
   * Called in each update of the discriminator, as a part of the captured step, with its logits of
   * real images [n, 1]; the next update sees the new state: an adaptive augmentation changes its state here (Karras et al. 2020).
   */
  readonly adapt?: (logitsOnReal: tf.Tensor) => void;
  /**
   * @param images [n, height, width, channels] in [-1, 1]; each is changed in its own way
   * @param key the same key gives the same changes; in training the real and the generated images
   *   of every update each have their own
   * @returns [n, height, width, channels]; may leave [-1, 1]
   */
  apply(images: tf.Tensor4D, key: AugmentationKey): tf.Tensor4D;
}

/** Augmentations one after the other, each with its own random numbers. */
export function compose(...augmentations: readonly Augmentation[]): Augmentation {
  return {
    name: augmentations.map(({ name }) => name).join(", "),
    parts: augmentations,
    settings: Object.fromEntries(
      augmentations.flatMap(({ name, settings = {} }, index) =>
        Object.entries(settings).map(([key, value]) => [`${index} ${name} ${key}`, value]),
      ),
    ),
    state: Object.fromEntries(
      augmentations.flatMap(({ name, state = {} }, index) =>
        Object.entries(state).map(([key, variable]) => [`${index} ${name} ${key}`, variable]),
      ),
    ),
    adapt(logitsOnReal) {
      for (const augmentation of augmentations) augmentation.adapt?.(logitsOnReal);
    },
    apply: (images, key) =>
      tf.tidy(() =>
        augmentations.reduce((changed, augmentation, index) => {
          const seed = deriveSeed(key.seed, `${index} ${augmentation.name}`);
          return augmentation.apply(changed, { ...key, seed });
        }, images.clone()),
      ),
  };
}

/** One uniform number in [0, 1) an image, [n, 1, 1, 1]; each purpose has its own numbers. */
export function uniformPerImage(images: tf.Tensor4D, key: RandomKey, purpose: string): tf.Tensor4D {
  const seed = deriveSeed(key.seed, purpose);
  return randomUniform<tf.Rank.R4>([images.shape[0], 1, 1, 1], { ...key, seed });
}

/** @throws RangeError unless `share` is above 0 and at most 1; `name` says what it is */
export function checkShare(name: string, share: number): number {
  if (share > 0 && share <= 1) return share;
  throw new RangeError(
    `${name} is expected to be a share of the image, above 0 and at most 1, but is ${share}; ` +
      "pass for example 0.25.",
  );
}
