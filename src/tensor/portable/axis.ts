import * as tf from "@tensorflow/tfjs";

/**
 * The WebAssembly backend's own kernel, given its axis counted from the start: of a negative one it
 * writes beyond its memory.
 */
export function withAxisFromStart(kernelName: string): tf.KernelConfig {
  const stock = tf.getKernel(kernelName, "wasm");
  return {
    ...stock,
    kernelFunc(call) {
      const { x } = call.inputs as { x: tf.TensorInfo };
      const { axis } = call.attrs as unknown as { axis: number };
      const [fromStart] = tf.util.parseAxisParam(axis, x.shape) as [number];
      return stock.kernelFunc({ ...call, attrs: { ...call.attrs, axis: fromStart } });
    },
  };
}
