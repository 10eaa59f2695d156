import { checkOptions } from "../../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { checkWeight, type Regularizer } from "./regularizer.js";

/**
 * Moves each variable's values into [-limit, limit].
 *
 * @param limit above 0
 */
export function clipWeights(variables: readonly tf.Variable[], limit: number): void {
  tf.tidy(() => {
    for (const variable of variables) variable.assign(tf.clipByValue(variable, -limit, limit));
  });
}

/** Settings of {@link weightClipping}. */
export interface WeightClippingOptions {
  /** The largest weight that is allowed, above 0; default 0.01. */
  readonly limit?: number;
}

/**
 * Weight clipping, the way in which the first Wasserstein GAN held the slope of its critic
 * (Arjovsky, Chintala and Bottou 2017): after each update all weights are moved into
 * [-limit, limit].
 *
 * It is here for its history. A critic with small weights has a small slope, but of an unknown size:
 * with a limit too small gradients vanish on their way through the layers, with one too large
 * training takes long to get there, and the weights gather at the two ends, which makes simple
 * critics (Gulrajani et al. 2017, section 3). Use `gradientPenalty`.
 *
 * The types accept it with the `wasserstein` loss only.
 *
 * @throws RangeError unless the limit is a finite number above 0
 */
export function weightClipping(options: WeightClippingOptions = {}): Regularizer<"wasserstein"> {
  checkOptions("weightClipping", options);
  const limit = checkWeight("The limit of weight clipping", options.limit ?? 0.01);
  if (limit === 0) {
    throw new RangeError(
      "The limit of weight clipping is expected to be above 0 but is 0, which would leave no " +
        "weights; pass for example { limit: 0.01 }.",
    );
  }
  return {
    name: "weight clipping",
    settings: { limit },
    every: 1,
    bounds: "weights",
    penalty: () => tf.scalar(0),
    afterUpdate: (variables) => clipWeights(variables, limit),
  };
}
