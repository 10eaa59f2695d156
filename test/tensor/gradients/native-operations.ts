import * as tf from "@tensorflow/tfjs";
import { backendName } from "../../../src/tensor/index.js";
import { OPERATIONS, type Operation } from "./operations.js";

/**
 * The operations that native TensorFlow computes on this processor: it dilates depthwise convolutions
 * only with the instructions of AVX-512.
 */
export function nativeOperations(): readonly Operation[] {
  if (backendName() !== "tensorflow" || dilatesDepthwise()) return OPERATIONS;
  console.warn("TensorFlow does not dilate depthwise convolutions on this processor: skipped");
  return OPERATIONS.filter(({ name }) => !name.startsWith("depthwiseConv2d dilated"));
}

/** Whether native TensorFlow dilates depthwise convolutions here. */
export function dilatesDepthwise(): boolean {
  try {
    tf.tidy(() => {
      const kernel = tf.zeros<tf.Rank.R4>([3, 3, 2, 2]);
      tf.depthwiseConv2d(tf.zeros<tf.Rank.R4>([1, 7, 6, 2]), kernel, 1, "same", "NHWC", 2);
    });
    return true;
  } catch (error) {
    if (/does not support dilations/.test(String(error))) return false;
    throw error;
  }
}
