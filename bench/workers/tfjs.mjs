/** Plain TF.js 4.22 on its Node backend, as users write it: stock layers, stock Adam, eager. */
import { createRequire } from "node:module";
import { operations } from "./javascript/operations.mjs";
import { serve } from "./serve.mjs";

const require = createRequire(import.meta.url);
// TF.js 4.22 calls a helper that left node:util with Node 23.
const util = require("node:util");
util.isNullOrUndefined ??= (/** @type {unknown} */ value) => value === null || value === undefined;
/** @type {typeof import("@tensorflow/tfjs")} */
const tf = require("@tensorflow/tfjs-node-gpu");

/** Users' known way around the missing second derivative of TF.js's leaky ReLU. */
class LeakyReLUTwice extends tf.layers.Layer {
  static className = "LeakyReLUTwice";

  /** @override @param {import("@tensorflow/tfjs").Tensor | import("@tensorflow/tfjs").Tensor[]} inputs */
  call(inputs) {
    return tf.tidy(() => {
      const x = /** @type {import("@tensorflow/tfjs").Tensor} */ ([inputs].flat()[0]);
      return tf.sub(tf.relu(x), tf.relu(x.neg()).mul(0.2));
    });
  }

  /** @override @param {import("@tensorflow/tfjs").Shape | import("@tensorflow/tfjs").Shape[]} shape */
  computeOutputShape(shape) {
    return shape;
  }
}

const toolkit = {
  tf,
  /** @type {import("./javascript/training.mjs").Toolkit["adam"]} */
  adam: ({ learningRate, beta1, beta2 }) =>
    /** @type {any} */ (tf.train.adam(learningRate, beta1 ?? 0.9, beta2 ?? 0.999, 1e-7)),
  batchNormalization: () => tf.layers.batchNormalization(),
  leakyReLU: () => tf.layers.leakyReLU({ alpha: 0.2 }),
  leakyReLUTwice: () => new LeakyReLUTwice(),
};

/** @type {import("./javascript/training.mjs").Noise} */
const fresh = {
  normal: (_, shape) => tf.randomNormal(shape),
  uniform: (_, shape) => tf.randomUniform(shape),
};

await serve(
  operations(
    toolkit,
    (workload, given) => () => tf.tidy(() => workload.step(given ?? fresh, ...workload.inputs)),
  ),
);
