/** The tape adds gradients up by the Add kernel: what is known to be zero need not be added. */
import * as tf from "@tensorflow/tfjs";
import { isZero, zero } from "./zero.js";

for (const backendName of ["tensorflow", "wasm", "cpu"]) {
  const config = tf.getKernel("Add", backendName);
  if (!config) continue;
  tf.unregisterKernel("Add", backendName);
  tf.registerKernel({
    ...config,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as { a: tf.Tensor; b: tf.Tensor };
      if (
        (isZero(a) || isZero(b)) &&
        a.dtype === b.dtype &&
        tf.util.arraysEqual(a.shape, b.shape)
      ) {
        if (!isZero(a)) return tf.clone(a);
        return isZero(b) ? zero(a.shape) : tf.clone(b);
      }
      return config.kernelFunc(call);
    },
  });
}
