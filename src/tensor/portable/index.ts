/** Kernels that the WebAssembly backend of TF.js lacks for training, or computes wrongly. */
import * as tf from "@tensorflow/tfjs";
import { withAxisFromStart } from "./axis.js";
import { batchedGather } from "./gather.js";
import { kernelFromCpu } from "./from-cpu.js";
import { avgPoolGrad, maxPoolGrad, maxPoolGradGrad } from "./pooling.js";
import { withNumericPadding } from "./same-padding.js";
import { stridedSlice } from "./strided-slice.js";

/**
 * Registers the kernels. To be called after the WebAssembly backend has registered its own and
 * before it starts. The gradients of convolutions and resizes, which Ganvas replaces on every
 * backend, are in `gradients/`.
 */
export function registerPortableKernels(): void {
  const kernels = [
    avgPoolGrad,
    maxPoolGrad,
    maxPoolGradGrad,
    withNumericPadding("Conv2D", false),
    withNumericPadding("FusedConv2D", false),
    withNumericPadding("DepthwiseConv2dNative", true),
    withNumericPadding("FusedDepthwiseConv2D", true),
    kernelFromCpu("Conv3DBackpropInputV2"), // its own is wrong
    stridedSlice,
    kernelFromCpu("Einsum"), // it has none
    batchedGather(),
    withAxisFromStart("Cumsum"),
    withAxisFromStart("Cumprod"),
  ];
  for (const kernel of kernels) {
    const { kernelName, backendName } = kernel;
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel(kernel);
  }
}
