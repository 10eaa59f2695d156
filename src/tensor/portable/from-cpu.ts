import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/**
 * A kernel that TF.js has in plain JavaScript only, lent to the portable backend: slow, because the
 * values travel between the backends, and right.
 *
 * @param name the operation, as TF.js calls it
 */
export function kernelFromCpu(name: string): tf.KernelConfig {
  return {
    kernelName: name,
    backendName: "wasm",
    kernelFunc({ inputs, attrs, backend }) {
      const wasm = backend as BackendWasm;
      const cpu = tf.findBackend("cpu") as tf.MathBackendCPU;
      // Operations on a list of tensors get an array here, the others an object.
      const lent = (Array.isArray(inputs) ? [] : {}) as tf.NamedTensorInfoMap;
      for (const [input, info] of Object.entries(inputs)) {
        const { shape, dtype, dataId } = info!;
        lent[input] = cpu.makeTensorInfo(shape, dtype, wasm.readSync(dataId));
      }
      const { kernelFunc } = tf.getKernel(name, "cpu");
      const result = kernelFunc({ inputs: lent, attrs, backend: cpu }) as tf.TensorInfo;
      const values = cpu.readSync(result.dataId) as Float32Array | Int32Array;
      for (const info of [...Object.values(lent), result]) cpu.disposeIntermediateTensorInfo(info!);
      return wasm.makeOutput(result.shape, result.dtype, undefined, values);
    },
  };
}
