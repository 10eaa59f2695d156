/**
 * Kernels of TF.js's native backend that fill arrays in JavaScript or copy for nothing. Beside the
 * time, a captured graph would hold those arrays as constants.
 */
import * as tf from "@tensorflow/tfjs";
import { defineKernel } from "./define.js";

/** 1 above zero, $\alpha$ elsewhere, NaN for NaN. */
defineKernel<{ alpha: number }>("Step", {
  native: ({ x }, { alpha }) => {
    const above = tf.relu(tf.sign(tf.cast(x!, "float32")));
    return alpha === 0 ? above : tf.add(tf.mul(above, 1 - alpha), alpha);
  },
});

const stock = tf.getKernel("Cast", "tensorflow")?.kernelFunc;
defineKernel<{ dtype: tf.DataType }>("Cast", {
  native: ({ x }, { dtype }) => {
    if (x!.dtype === dtype) return tf.clone(x!);
    const backend = tf.backend();
    return stock({ inputs: { x: x! }, attrs: { dtype }, backend }) as tf.Tensor;
  },
});
