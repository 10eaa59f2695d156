import * as tf from "@tensorflow/tfjs";

/**
 * Leaky ReLU, $x$ above zero and $\alpha x$ below, in a form that can be differentiated twice.
 *
 * TF.js's own `leakyReLU` throws inside a gradient penalty; $\mathrm{relu}(x) - \alpha\,
 * \mathrm{relu}(-x)$ is the same function and does not.
 */
export class LeakyReLU extends tf.layers.Layer {
  static className = "GanvasLeakyReLU";
  readonly alpha: number;

  /** @param config `alpha`: slope below zero, default 0.2 */
  constructor(config: { alpha?: number; name?: string } = {}) {
    super(config);
    this.alpha = config.alpha ?? 0.2;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      return tf.sub(tf.relu(x), tf.relu(x.neg()).mul(this.alpha));
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), alpha: this.alpha };
  }
}

tf.serialization.registerClass(LeakyReLU);
