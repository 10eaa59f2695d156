/** The portable backend beside the native one in one process, for comparisons. */
// First: Ganvas replaces some of the kernels that it registers.
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs";
import { uniformFloat32 } from "pure-rand/distribution/uniformFloat32";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { backendName, ready } from "../../src/tensor/index.js";
import { registerPortableKernels } from "../../src/tensor/portable/index.js";

await ready();

/** Whether there is native TensorFlow to compare with. */
export const native = backendName() === "tensorflow";

if (native) {
  registerPortableKernels();
  await tf.setBackend("wasm");
  await tf.setBackend("tensorflow");
}

/** Runs `f` on one of the two backends. */
export function on<T>(backend: "wasm" | "tensorflow", f: () => T): T {
  const before = tf.getBackend();
  void tf.setBackend(backend); // takes effect at once for a backend that has started
  try {
    return f();
  } finally {
    void tf.setBackend(before);
  }
}

/** The size of WebAssembly's memory, which never shrinks, in bytes. */
export function wasmBytes(): number {
  const { wasm } = tf.findBackend("wasm") as BackendWasm;
  return (wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.length;
}

/** Uniform numbers in [-1.5, 1.5), the same on every backend. */
export function numbers(shape: readonly number[], seed = 0): Float32Array<ArrayBuffer> {
  const source = xoroshiro128plus(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from({ length: size }, () => 3 * uniformFloat32(source) - 1.5);
}
