/** Batch normalization by given statistics. */
import * as tf from "@tensorflow/tfjs";
import { sumTo } from "./broadcast.js";
import { defineGradient } from "./define.js";

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
