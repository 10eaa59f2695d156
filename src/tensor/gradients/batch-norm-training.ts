/** Batch normalization by the statistics of the batch: its kernel, gradient and second gradient. */
import * as tf from "@tensorflow/tfjs";
import { nativeOp } from "../native.js";
import { sumTo } from "./broadcast.js";
import { defineGradient, defineKernel, runKernel } from "./define.js";
import { isZero, zero } from "./zero.js";

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
    const y = tf.batchNorm(x as tf.Tensor4D, mean, variance, offset, scale, epsilon);
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
