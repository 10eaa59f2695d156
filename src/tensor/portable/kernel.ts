import * as tf from "@tensorflow/tfjs";

/**
 * A kernel of the portable backend that is made of other operations. They run inside of it, unseen
 * by the gradient tape.
 *
 * @param name the operation, as TF.js calls it
 */
export function portableKernel<Inputs, Attributes>(
  name: string,
  compute: (inputs: Inputs, attributes: Attributes) => tf.Tensor,
): tf.KernelConfig {
  return {
    kernelName: name,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => compute(inputs as Inputs, attrs as unknown as Attributes)),
  };
}
