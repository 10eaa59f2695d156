import { aFlag, aNumber, checkOptions } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { fusedBatchNorm, hasFusedBatchNorm } from "../tensor/gradients/batch-norm.js";
import { registerLayer, stockLayer, type LayerVariable, type StockLayer } from "./stock.js";

/** Settings of {@link batchNormalization}: those of TF.js's own layer. */
export type BatchNormalizationConfig = NonNullable<
  Parameters<typeof tf.layers.batchNormalization>[0]
>;

/** The members of TF.js's own layer beyond those of every layer. */
interface Parts {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  /** Absent when `scale` is false. */
  readonly gamma?: LayerVariable<tf.Tensor1D>;
  /** Absent when `center` is false. */
  readonly beta?: LayerVariable<tf.Tensor1D>;
  readonly movingMean: LayerVariable<tf.Tensor1D>;
  readonly movingVariance: LayerVariable<tf.Tensor1D>;
}

// Typed by name: the inferred type would name a file of TF.js that users cannot import.
const Stock: StockLayer<BatchNormalizationConfig | undefined, Parts> =
  stockLayer("BatchNormalization");

/** TF.js's layer, under its own name, that trains by {@link fusedBatchNorm}. */
export class BatchNormalization extends Stock {
  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: { training?: boolean },
  ): tf.Tensor | tf.Tensor[] {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const channelsLast = this.axis === -1 || this.axis === x.rank - 1;
    const fuses = channelsLast && (x.rank === 2 || x.rank === 4) && hasFusedBatchNorm();
    if (!kwargs.training || !fuses) {
      return super.call(inputs, kwargs);
    }
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const channels = x.shape.at(-1)!;
      const scale = this.gamma?.read() ?? tf.ones<tf.Rank.R1>([channels]);
      const offset = this.beta?.read() ?? tf.zeros<tf.Rank.R1>([channels]);
      const { normalized, mean, variance } = fusedBatchNorm(
        x as tf.Tensor2D | tf.Tensor4D,
        scale,
        offset,
        this.epsilon,
      );
      this.#average(this.movingMean, mean);
      this.#average(this.movingVariance, variance);
      return normalized;
    });
  }

  /** Moves a running statistic toward that of the batch. */
  #average(moving: LayerVariable<tf.Tensor1D>, batch: tf.Tensor1D): void {
    const before = moving.read();
    moving.write(tf.add(before, tf.mul(tf.sub(batch, before), 1 - this.momentum)));
  }
}

// So that a network that was loaded trains as the one that was saved.
registerLayer(BatchNormalization);

/**
 * Batch normalization (Ioffe and Szegedy 2015): TF.js's layer, trained by one kernel where native
 * TensorFlow is present.
 *
 * In training it normalizes by the batch's mean and population variance and averages both for
 * inference, as TF.js and Keras 3 do: `moving = momentum * moving + (1 - momentum) * batch`. It is
 * saved as TF.js's own layer, so that a saved model loads without Ganvas. For inputs of other ranks
 * than [batch, channels] and [batch, height, width, channels], and in a browser, it is TF.js's own
 * layer throughout.
 *
 * @param config `momentum` default 0.99, `epsilon` default 1e-3, `center` and `scale` default true,
 *   `axis` default -1, and the initializers, regularizers and constraints of TF.js's layer
 */
export function batchNormalization(config: BatchNormalizationConfig = {}): tf.layers.Layer {
  const kinds = { momentum: aNumber(0.99), epsilon: aNumber(1e-3), axis: aNumber(-1) };
  checkOptions("batchNormalization", config, { ...kinds, center: aFlag, scale: aFlag });
  return new BatchNormalization(config);
}
