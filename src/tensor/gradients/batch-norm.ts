/** Batch normalization by given statistics (inference), and by those of the batch (training). */
import * as tf from "@tensorflow/tfjs";
import { sumTo } from "./broadcast.js";
import { nativeOp } from "../native.js";
import { defineGradient, defineKernel, runKernel } from "./define.js";
import { isZero, zero } from "./zero.js";

defineGradient<{ varianceEpsilon: number }>(
  "FusedBatchNorm",
  { inputs: ["x", "mean", "variance", "scale"] },
  (dy, [x, mean, variance, scale], { varianceEpsilon }) => {
    const rate = () => tf.rsqrt(tf.add(variance!, varianceEpsilon));
    const gain = () => (scale ? tf.mul(rate(), scale) : rate());
    const centered = () => tf.sub(x!, mean!);
    return {
      x: () => tf.mul(dy, gain()),
      mean: () => tf.neg(sumTo(tf.mul(dy, gain()), mean!.shape)),
      variance: () => {
        const slope = tf.mul(tf.mul(gain(), tf.square(rate())), -0.5);
        return sumTo(tf.mul(tf.mul(dy, centered()), slope), variance!.shape);
      },
      scale: () => sumTo(tf.mul(dy, tf.mul(centered(), rate())), scale!.shape),
      offset: () => sumTo(dy, mean!.shape),
    };
  },
);

interface Attributes {
  readonly epsilon: number;
}

/** All axes but the channels. */
const AXES = [0, 1, 2];
const OUTPUTS = 6;
const perChannel = (x: tf.Tensor) => tf.mean(x, AXES, true);

/** The batch standardized, and by what each channel was multiplied, as functions of the batch. */
function standardize(x: tf.Tensor, epsilon: number) {
  const centered = tf.sub(x, perChannel(x));
  const rate = tf.rsqrt(tf.add(perChannel(tf.square(centered)), epsilon));
  return { standardized: tf.mul(centered, rate), rate };
}

/** Takes away what the batch's mean and variance absorb of a gradient. */
function project(gradient: tf.Tensor, standardized: tf.Tensor): tf.Tensor {
  const along = tf.mul(standardized, perChannel(tf.mul(gradient, standardized)));
  return tf.sub(tf.sub(gradient, perChannel(gradient)), along);
}

const attributesOf = (epsilon: number) =>
  ({
    T: "float32",
    U: "float32",
    epsilon: { float: epsilon },
    data_format: { text: "NHWC" },
    is_training: true,
  }) as const;

defineKernel<Attributes>("FusedBatchNormV3", {
  native: ({ x, scale, offset }, { epsilon }) => {
    const none = tf.tensor1d([], "float32");
    const attributes = { ...attributesOf(epsilon), exponential_avg_factor: { float: 1 } };
    const inputs = [x!, scale!, offset!, none, none];
    const [y, mean, variance, ...kept] = nativeOp("FusedBatchNormV3", attributes, inputs, OUTPUTS);
    // TensorFlow hands out the unbiased variance; undo Bessel's correction.
    const count = x!.size / x!.shape.at(-1)!;
    return [y!, mean!, tf.mul(variance!, (count - 1) / count), ...kept];
  },
  portable: ({ x, scale, offset }, { epsilon }) => {
    const { mean, variance } = tf.moments(x!, AXES);
    const y = tf.batchNorm(x as tf.Tensor4D, mean, variance, offset!, scale!, epsilon);
    return [y, mean, variance, tf.clone(mean), tf.clone(variance), tf.scalar(0)];
  },
});

defineGradient<Attributes, tf.Tensor[]>(
  "FusedBatchNormV3",
  { inputs: ["x", "scale"], outputs: [false, false, false, true, true, true] },
  ([dy, dMean, dVariance], [x, scale, kept1, kept2, kept3], attributes) => {
    const inputs = { dy: dy!, x: x!, scale: scale!, kept1: kept1!, kept2: kept2!, kept3: kept3! };
    const [dx, dScale, dOffset] = runKernel<tf.Tensor[]>(
      "FusedBatchNormGradV3",
      inputs,
      attributes,
    );
    const share = x!.shape.at(-1)! / x!.size;
    return {
      x: () => {
        let total = dx!;
        if (!isZero(dMean!)) total = tf.add(total, tf.mul(dMean!, share));
        if (isZero(dVariance!)) return total;
        const centered = tf.sub(x!, perChannel(x!));
        return tf.add(total, tf.mul(centered, tf.mul(dVariance!, 2 * share)));
      },
      scale: () => dScale!,
      offset: () => dOffset!,
    };
  },
);

defineKernel<Attributes>("FusedBatchNormGradV3", {
  native: ({ dy, x, scale, kept1, kept2, kept3 }, { epsilon }) => {
    const inputs = [dy!, x!, scale!, kept1!, kept2!, kept3!];
    return nativeOp("FusedBatchNormGradV3", attributesOf(epsilon), inputs, 5).slice(0, 3);
  },
  portable: ({ dy, x, scale }, { epsilon }) => {
    const { standardized, rate } = standardize(x!, epsilon);
    const dx = tf.mul(project(dy!, standardized), tf.mul(rate, scale!));
    return [dx, sumTo(tf.mul(dy!, standardized), scale!.shape), sumTo(dy!, scale!.shape)];
  },
});

// By differentiating dx = scale rate project(dy), dScale = sum(dy standardized), dOffset = sum(dy).
defineGradient<Attributes, tf.Tensor[]>(
  "FusedBatchNormGradV3",
  { inputs: ["dy", "x", "scale", "kept1", "kept2", "kept3"] },
  ([ddx, ddScale, ddOffset], [dy, x, scale, ...kept], { epsilon }) => {
    const { standardized, rate } = standardize(x!, epsilon);
    const gain = tf.mul(rate, scale!);
    const projected = project(ddx!, standardized);
    return {
      dy: () => tf.add(tf.add(tf.mul(projected, gain), tf.mul(standardized, ddScale!)), ddOffset!),
      x: () => {
        const along = tf.add(
          tf.mul(ddx!, perChannel(tf.mul(dy!, standardized))),
          tf.mul(dy!, perChannel(tf.mul(ddx!, standardized))),
        );
        const byStandardized = tf.sub(tf.mul(dy!, ddScale!), tf.mul(along, gain));
        const byRate = tf.mul(tf.mul(rate, gain), perChannel(tf.mul(projected, dy!)));
        return tf.sub(
          tf.mul(project(byStandardized, standardized), rate),
          tf.mul(standardized, byRate),
        );
      },
      scale: () => sumTo(tf.mul(tf.mul(projected, dy!), rate), scale!.shape),
      ...Object.fromEntries(kept.map((k, index) => [`kept${index + 1}`, () => zero(k.shape)])),
    };
  },
);

/** What {@link fusedBatchNorm} returns. */
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
  const x4 = x.rank === 4 ? x : tf.reshape(x as tf.Tensor, [-1, 1, 1, x.shape.at(-1)!]);
  const inputs = { x: x4 as tf.Tensor, scale, offset };
  const outputs = runKernel<tf.Tensor[]>("FusedBatchNormV3", inputs, { epsilon });
  const [normalized, mean, variance] = outputs as [tf.Tensor, tf.Tensor1D, tf.Tensor1D];
  return { normalized: tf.reshape(normalized, x.shape) as T, mean, variance };
}
