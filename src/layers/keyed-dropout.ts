import * as tf from "@tensorflow/tfjs";
import { randomNumbers } from "./random-numbers.js";
import { registerLayer } from "./stock.js";

/** Settings of {@link keyedDropout}. */
export interface KeyedDropoutConfig {
  /** The share that is dropped, in [0, 1). */
  readonly rate: number;
  readonly name?: string;
}

/**
 * Dropout (Srivastava et al. 2014) whose random numbers are keyed by seed and step, so that it runs
 * in captured steps and a resumed run drops the same units. TF.js's own draws in JavaScript.
 * In inference it changes nothing.
 *
 * @throws RangeError unless 0 <= rate < 1
 */
export function keyedDropout(config: KeyedDropoutConfig): tf.layers.Layer {
  return new KeyedDropout(config);
}

class KeyedDropout extends tf.layers.Layer {
  static className = "KeyedDropout";
  readonly rate: number;

  constructor(config: KeyedDropoutConfig) {
    super({ name: config.name });
    if (!(config.rate >= 0 && config.rate < 1)) {
      throw new RangeError(
        `A dropout rate is expected to be at least 0 and below 1 but is ${config.rate}; pass for ` +
          "example 0.5.",
      );
    }
    this.rate = config.rate;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs; // any shape
    if (!kwargs.training || this.rate === 0) return x;
    return tf.tidy(() => {
      const keeps = randomNumbers(this.name).uniform(x.shape).greaterEqual(this.rate);
      return x.mul(keeps.cast("float32").mul(1 / (1 - this.rate)));
    });
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}
registerLayer(KeyedDropout);
