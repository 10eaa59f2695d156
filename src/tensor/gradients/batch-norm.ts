import * as tf from "@tensorflow/tfjs";
import { runKernel } from "./define.js";

const KERNEL = "FusedBatchNormV3";

/**
 * Whether {@link fusedBatchNorm} runs on the present backend. Not in a browser: this file is also
 * loaded there, with the layers, and brings no kernel along (`batch-norm-training.ts` has them).
 */
export function hasFusedBatchNorm(): boolean {
  return tf.getKernel(KERNEL, tf.getBackend()) !== undefined;
}

/** The result of {@link fusedBatchNorm}. */
export interface BatchNormalized<T extends tf.Tensor2D | tf.Tensor4D> {
  /** As `x`, with mean `offset` and standard deviation `scale` in each channel. */
  readonly normalized: T;
  /** The mean of each channel, [channels]. */
  readonly mean: tf.Tensor1D;
  /** The population variance of each channel (divided by n, not by n - 1), [channels]. */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch normalization in training mode (Ioffe and Szegedy 2015), in one kernel on native TensorFlow,
 * as is its gradient; it can be differentiated again.
 *
 * The variance is the population's, as Keras 3 and TF.js average it for inference; PyTorch averages
 * the unbiased one, $n / (n - 1)$ times as large.
 *
 * @param x [batch, channels] or [batch, height, width, channels]
 * @param scale $\gamma$, [channels]
 * @param offset $\beta$, [channels]
 * @param epsilon added to the variance; default 1e-3, as in Keras
 */
export function fusedBatchNorm<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon = 1e-3,
): BatchNormalized<T> {
  const x4 = x.rank === 4 ? x : tf.reshape(x, [-1, 1, 1, x.shape.at(-1)!]);
  const inputs = { x: x4, scale, offset };
  const outputs = runKernel<tf.Tensor[]>(KERNEL, inputs, { epsilon });
  const [normalized, mean, variance] = outputs as [tf.Tensor, tf.Tensor1D, tf.Tensor1D];
  return { normalized: tf.reshape(normalized, x.shape) as T, mean, variance };
}
