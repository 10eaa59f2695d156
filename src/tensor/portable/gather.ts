import * as tf from "@tensorflow/tfjs";

/**
 * Picking by index on the WebAssembly backend. Its own kernel mistakes the size of the batch for the
 * number of indices, so here each example of a batch is one call.
 */
export function batchedGather(): tf.KernelConfig {
  const stock = tf.getKernel("GatherV2", "wasm");
  return {
    ...stock,
    kernelFunc(call) {
      const { x, indices } = call.inputs as { x: tf.Tensor; indices: tf.Tensor };
      const { axis, batchDims } = call.attrs as unknown as { axis: number; batchDims: number };
      if (batchDims === 0) return stock.kernelFunc(call);
      const axes = batchDims < 0 ? batchDims + indices.rank : batchDims;
      const [fromStart] = tf.util.parseAxisParam(axis, x.shape) as [number];
      const { collectGatherOpShapeInfo } = tf.backend_util.segment_util;
      const { outputShape } = collectGatherOpShapeInfo(x, indices, fromStart, batchDims);
      const examples = (tensor: tf.Tensor) =>
        tf.unstack(tf.reshape(tensor, [-1, ...tensor.shape.slice(axes)]));
      return tf.tidy(() => {
        const places = examples(indices);
        const picked = examples(x).map((example, index) =>
          tf.gather(example, places[index] as tf.Tensor1D, fromStart - axes),
        );
        return tf.reshape(tf.stack(picked), outputShape);
      });
    },
  };
}
