/** What the WebAssembly backend of TF.js lacks for training, has wrong, or has too slow. */
import * as tf from "@tensorflow/tfjs";
import { conv2DBackpropFilter, conv2DBackpropInput } from "./conv2d.js";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./depthwise-conv2d.js";
import { kernelFromCpu } from "./from-cpu.js";
import { avgPoolGrad, maxPoolGrad } from "./pooling.js";
import { withNumericPadding } from "./same-padding.js";

/**
 * Registers the kernels. To be called after the WebAssembly backend has registered its own and
 * before it starts.
 */
export function registerPortableKernels(): void {
  const kernels = [
    // Missing.
    conv2DBackpropFilter,
    depthwiseBackpropFilter,
    depthwiseBackpropInput,
    kernelFromCpu("UnsortedSegmentSum"), // the gradient of gather
    kernelFromCpu("Einsum"),
    // Wrong without a word.
    avgPoolGrad,
    maxPoolGrad,
    withNumericPadding("Conv2D", false),
    withNumericPadding("FusedConv2D", false),
    withNumericPadding("DepthwiseConv2dNative", true),
    withNumericPadding("FusedDepthwiseConv2D", true),
    kernelFromCpu("Conv3DBackpropInputV2"),
    // Slow.
    conv2DBackpropInput,
  ];
  for (const kernel of kernels) {
    const { kernelName, backendName } = kernel;
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel(kernel);
  }
}
