import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

type PoolInfo = ReturnType<typeof tf.backend_util.computePool2DInfo>;

/**
 * The gradient of max pooling: each window's goes to its largest pixel, to the first of equal ones.
 * The backend's own misplaces it when `same` padding adds a row below or a column to the right only.
 */
export const maxPoolGrad = poolingGradient("MaxPoolGrad", (window, channel, x) => {
  let largest = window[0]!;
  for (const pixel of window) if (x[pixel + channel]! > x[largest + channel]!) largest = pixel;
  return [largest];
});

/**
 * The gradient of average pooling: each window's is shared by its pixels inside the image. The
 * backend's own also gives shares to the padding, which `same` pooling leaves out of its average.
 */
export const avgPoolGrad = poolingGradient("AvgPoolGrad", (window) => window);

/**
 * @param receivers the pixels of a window that share its gradient; offsets of their first channel
 */
function poolingGradient(
  name: string,
  receivers: (window: number[], channel: number, x: Float32Array) => number[],
): tf.KernelConfig {
  return {
    kernelName: name,
    backendName: "wasm",
    kernelFunc({ inputs, attrs, backend }) {
      const wasm = backend as BackendWasm;
      const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as PoolAttributes;
      const shape = inputs.input!.shape as [number, number, number, number];
      const info = computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
      const x = wasm.typedArrayFromHeap(inputs.input!) as Float32Array;
      const dy = wasm.typedArrayFromHeap(inputs.dy!) as Float32Array;
      const dx = new Float32Array(x.length);
      let position = 0;
      for (const window of windows(info)) {
        for (let channel = 0; channel < info.inChannels; channel++, position++) {
          const pixels = receivers(window, channel, x);
          const share = dy[position]! / pixels.length;
          for (const pixel of pixels) dx[pixel + channel]! += share;
        }
      }
      return wasm.makeOutput(shape, "float32", undefined, dx);
    },
  };
}

const { computePool2DInfo } = tf.backend_util;
type Arguments = Parameters<typeof computePool2DInfo>;

interface PoolAttributes {
  readonly filterSize: Arguments[1];
  readonly strides: Arguments[2];
  readonly pad: Arguments[4];
  readonly dimRoundingMode?: Arguments[5];
}

/** The pixels under each position of the pooling window, without those in the padding. */
function* windows(info: PoolInfo): Generator<number[]> {
  const { inHeight, inWidth, inChannels, padInfo } = info;
  for (let image = 0; image < info.batchSize; image++) {
    for (let i = 0; i < info.outHeight; i++) {
      const top = i * info.strideHeight - padInfo.top;
      const rows = inside(top, info.filterHeight, inHeight);
      for (let j = 0; j < info.outWidth; j++) {
        const left = j * info.strideWidth - padInfo.left;
        const columns = inside(left, info.filterWidth, inWidth);
        yield rows.flatMap((row) =>
          columns.map((column) => ((image * inHeight + row) * inWidth + column) * inChannels),
        );
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
