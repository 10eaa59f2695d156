import { aText, checkOptions } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger } from "../tensor/shape.js";
import { registerLayer } from "./stock.js";

/** Settings of {@link minibatchStandardDeviation}. */
export interface MinibatchStandardDeviationConfig {
  /** Images that are compared with each other; default 4. */
  readonly group?: number;
  readonly name?: string;
}

/** Keeps the root differentiable where all images of a group are equal. */
const EPSILON = 1e-8;

class MinibatchStandardDeviation extends tf.layers.Layer {
  static className = "MinibatchStandardDeviation";
  readonly #group: number;

  constructor(config: MinibatchStandardDeviationConfig = {}) {
    super(config);
    this.#group = checkPositiveInteger(
      "The group of a minibatch standard deviation",
      config.group ?? 4,
      4,
    );
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, -1), inputShape.at(-1)! + 1];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D; // [n, h, w, c]
      const [n, height, width] = x.shape;
      const group = largestDivisor(n, this.#group);
      const groups = x.reshape([n / group, group, -1]); // [n/g, g, h*w*c]
      const centered = groups.sub(groups.mean(1, true)); // [n/g, g, h*w*c]
      const std = centered.square().mean(1).add(EPSILON).sqrt(); // [n/g, h*w*c]
      const meanStd = std.mean(1).reshape([n / group, 1, 1]); // [n/g, 1, 1]
      const plane = tf.mul(meanStd, tf.ones([n / group, group, height * width])); // [n/g, g, h*w]
      return tf.concat([x, plane.reshape([n, height, width, 1])], -1); // [n, h, w, c + 1]
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), group: this.#group };
  }
}
registerLayer(MinibatchStandardDeviation);

/** The largest divisor of `n` that is at most `limit`. */
function largestDivisor(n: number, limit: number): number {
  let divisor = Math.min(n, limit);
  while (n % divisor !== 0) divisor--;
  return divisor;
}

/**
 * Minibatch standard deviation (Karras et al. 2018, section 3): one more channel, which shows how
 * much the images of a group differ, so that the discriminator detects a generator that always draws
 * the same. It is the standard deviation over the group, averaged over positions and channels.
 *
 * A group is images next to each other in the batch. So a batch that is real images followed by
 * generated ones may be classified at once if its halves are multiples of the group. Where the batch is
 * not a multiple of it, the largest divisor below is the group: for a prime that is 1.
 *
 * @returns a layer from [n, height, width, channels] to [n, height, width, channels + 1]
 * @throws RangeError when `group` is not a positive integer
 */
export function minibatchStandardDeviation(
  config: MinibatchStandardDeviationConfig = {},
): tf.layers.Layer {
  checkOptions("minibatchStandardDeviation", config, { name: aText("compare") });
  return new MinibatchStandardDeviation(config);
}
