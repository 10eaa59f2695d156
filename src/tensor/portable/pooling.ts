import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

type Info = tf.backend_util.Conv2DInfo;
type Arguments = Parameters<typeof tf.backend_util.computePool2DInfo>;

/** The attributes that TF.js gives to a pool and to its gradient. */
export interface PoolAttributes {
  readonly filterSize: Arguments[1];
  readonly strides: Arguments[2];
  readonly pad: Arguments[4];
  readonly dimRoundingMode?: Arguments[5];
}

/** The geometry of a pool of images of this shape. */
export function poolGeometry(shape: number[], attributes: PoolAttributes): Info {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const { computePool2DInfo } = tf.backend_util;
  return computePool2DInfo(shape as Arguments[0], filterSize, strides, 1, pad, dimRoundingMode);
}

/**
 * The gradient of average pooling: each window's is shared by its pixels inside the image. The
 * backend's own also gives shares to the padding, which `same` pooling leaves out of its average.
 */
export const avgPoolGrad = poolingKernel("AvgPoolGrad", "dy", (x, dy, info) => {
  const dx = new Float32Array(x.length);
  eachWindow(info, (window, position, channel) => {
    const share = dy[position]! / window.length;
    for (const pixel of window) dx[pixel + channel]! += share;
  });
  return dx;
});

/**
 * The gradient of max pooling: each window's goes to its largest pixel.
 * The backend's own misplaces it when `same` padding adds a row below or a column to the right only.
 */
export const maxPoolGrad = poolingKernel("MaxPoolGrad", "dy", (x, dy, info) => {
  const dx = new Float32Array(x.length);
  eachWindow(info, (window, position, channel) => {
    dx[largest(x, window, channel)]! += dy[position]!;
  });
  return dx;
});

/** The gradient of that gradient: of each window of `ddx`, the pixel where `input` is largest. */
export const maxPoolGradGrad = poolingKernel("MaxPoolGradGrad", "ddx", (x, ddx, info) => {
  const dy = new Float32Array(tf.util.sizeFromShape(info.outShape));
  eachWindow(info, (window, position, channel) => {
    dy[position] = ddx[largest(x, window, channel)]!;
  });
  return dy;
});

/**
 * @param given what the kernel gives on: `dy` to the pool's input, or `ddx` to its output
 * @param compute the result's values from the pool's input `x` and what is given
 */
function poolingKernel(
  name: string,
  given: "dy" | "ddx",
  compute: (x: Float32Array, given: Float32Array, info: Info) => Float32Array,
): tf.KernelConfig {
  return {
    kernelName: name,
    backendName: "wasm",
    kernelFunc({ inputs, attrs, backend }) {
      const wasm = backend as BackendWasm;
      const info = poolGeometry(inputs.input!.shape, attrs as unknown as PoolAttributes);
      const values = (input: string) => wasm.typedArrayFromHeap(inputs[input]!) as Float32Array;
      const result = compute(values("input"), values(given), info);
      const shape = given === "dy" ? info.inShape : info.outShape;
      return wasm.makeOutput(shape, "float32", undefined, result);
    },
  };
}

/** The offset of a window's largest pixel, the first of equal ones. */
function largest(x: Float32Array, window: readonly number[], channel: number): number {
  let offset = window[0]! + channel;
  for (const pixel of window) if (x[pixel + channel]! > x[offset]!) offset = pixel + channel;
  return offset;
}

/**
 * Visits each element of a pool's output, in order, with the offsets of the pixels (of their first
 * channels) under the window, those in the padding left out.
 */
function eachWindow(
  info: Info,
  visit: (window: readonly number[], position: number, channel: number) => void,
): void {
  const { inHeight, inWidth, inChannels, padInfo } = info;
  let position = 0;
  for (let image = 0; image < info.batchSize; image++) {
    for (let i = 0; i < info.outHeight; i++) {
      const rows = inside(i * info.strideHeight - padInfo.top, info.filterHeight, inHeight);
      for (let j = 0; j < info.outWidth; j++) {
        const columns = inside(j * info.strideWidth - padInfo.left, info.filterWidth, inWidth);
        const window = rows.flatMap((row) =>
          columns.map((column) => ((image * inHeight + row) * inWidth + column) * inChannels),
        );
        for (let channel = 0; channel < inChannels; channel++) visit(window, position++, channel);
      }
    }
  }
}

/** Those of `length` numbers from `start` that are from 0 to `size - 1`. */
function inside(start: number, length: number, size: number): number[] {
  const first = Math.max(0, start);
  const end = Math.min(size, start + length);
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}
