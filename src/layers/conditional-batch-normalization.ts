import * as tf from "@tensorflow/tfjs";
import { BatchNormalization } from "./batch-normalization.js";
import { registerLayer, type LayerVariable } from "./stock.js";

/** Settings of {@link conditionalBatchNormalization}. */
export interface ConditionalBatchNormalizationConfig {
  /** How much of the running statistics a batch leaves; default 0.99. */
  readonly momentum?: number;
  /** Added to the variance; default 1e-3. */
  readonly epsilon?: number;
  readonly name?: string;
}

/** A vector a class, [classes, channels]. */
type Table = LayerVariable<tf.Tensor2D>;

class ConditionalBatchNormalization extends BatchNormalization {
  static className = "ConditionalBatchNormalization";
  #gains!: Table;
  #biases!: Table;

  constructor(config: ConditionalBatchNormalizationConfig = {}) {
    super({ ...config, center: false, scale: false });
    this.supportsMasking = false;
  }

  override build(inputShapes: tf.Shape | tf.Shape[]): void {
    const [images, labels] = inputShapes as [tf.Shape, tf.Shape];
    super.build(images);
    this.inputSpec = null as never; // TF.js's layer has one input
    const shape = [labels.at(-1)!, images.at(-1)!]; // [classes, channels]
    const { ones, zeros } = tf.initializers;
    this.#gains = this.addWeight("gamma", shape, "float32", ones()) as Table;
    this.#biases = this.addWeight("beta", shape, "float32", zeros()) as Table;
  }

  override computeOutputShape(inputShapes: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShapes[0] as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const [images, labels] = inputs as [tf.Tensor4D, tf.Tensor2D]; // [n, h, w, c], [n, classes]
      const normalized = super.call(images, kwargs) as tf.Tensor4D; // [n, h, w, c]
      const ofClass = (table: Table) =>
        tf.matMul(labels, table.read()).reshape([-1, 1, 1, table.read().shape[1]]); // [n, 1, 1, c]
      return normalized.mul(ofClass(this.#gains)).add(ofClass(this.#biases));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { name, trainable, momentum, epsilon } = super.getConfig();
    return { name: name!, trainable: trainable!, momentum: momentum!, epsilon: epsilon! };
  }
}
registerLayer(ConditionalBatchNormalization);

/**
 * Batch normalization with a gain $\gamma$ and an offset $\beta$ for each class (Dumoulin, Shlens and
 * Kudlur 2017; de Vries et al. 2017), by which a generator is told what to draw. All classes share
 * the statistics. The gains begin at 1, the offsets at 0.
 *
 * It has two inputs: `layer.apply([images, labels])`.
 *
 * @returns a layer from images [n, height, width, channels] and one-hot classes [n, classes] to
 *   [n, height, width, channels]
 */
export function conditionalBatchNormalization(
  config: ConditionalBatchNormalizationConfig = {},
): tf.layers.Layer {
  return new ConditionalBatchNormalization(config);
}
