import { aNumber, checkOptions, required } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { deriveSeed, randomNormal } from "../tensor/random/index.js";
import { checkPositiveInteger } from "../tensor/shape.js";
import type { Augmentation } from "./augmentation.js";

/** Settings of {@link instanceNoise}. */
export interface InstanceNoiseOptions {
  /** Standard deviation $\sigma$ at step 0, above 0, where images are in [-1, 1]; default 0.1. */
  readonly std?: number;
  /** The step from which there is no noise, a positive integer. */
  readonly until: number;
}

/**
 * Instance noise (Sønderby et al. 2017; Arjovsky and Bottou 2017): Gaussian noise on real and
 * generated images, $x + \sigma_t \epsilon$, whose std falls linearly with the step,
 * $\sigma_t = \sigma \max(0, 1 - t / \text{until})$.
 *
 * Early in training the two distributions hardly overlap, and a discriminator that separates them
 * perfectly has nothing to teach; blurred by noise they overlap everywhere.
 *
 * $t$ is the key's `trainingStep`, or else its `step`; without both it is 0.
 *
 * @throws RangeError unless std is above 0 and until a positive integer
 */
export function instanceNoise(options: InstanceNoiseOptions): Augmentation {
  const kinds = { std: aNumber(0.1), until: required(aNumber(1000)) };
  const { std = 0.1, until } = checkOptions("instanceNoise", options, kinds);
  checkPositiveInteger("The step until which there is noise", until, 1000);
  if (!(std > 0 && Number.isFinite(std))) {
    throw new RangeError(
      `The std of instance noise is expected to be above 0 but is ${std}; pass for ` +
        "example 0.1.",
    );
  }
  return {
    name: "instance noise",
    settings: { deviation: std, until }, // the key that stored checkpoints have
    apply: (images, key) =>
      tf.tidy(() => {
        const { step = 0, trainingStep = step } = key;
        const seed = deriveSeed(key.seed, "instance noise");
        const t =
          typeof trainingStep === "number" ? tf.scalar(trainingStep) : trainingStep.cast("float32");
        const sigma = tf.relu(tf.sub(1, t.div(until))).mul(std); // scalar
        const noise = randomNormal<tf.Rank.R4>(images.shape, { seed, step }); // [n, h, w, c]
        return images.add(noise.mul<tf.Tensor4D>(sigma));
      }),
  };
}
