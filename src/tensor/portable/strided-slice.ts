import * as tf from "@tensorflow/tfjs";

/** The attributes that TF.js gives to a slice with strides. */
export interface StridedSliceAttributes {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

/** Where a slice begins, ends and steps along each axis of `x`, all masks resolved. */
export function resolveSlice(x: tf.Tensor, slice: StridedSliceAttributes) {
  return tf.slice_util.sliceInfo(
    x.shape,
    slice.begin,
    slice.end,
    slice.strides,
    slice.beginMask,
    slice.endMask,
    slice.ellipsisMask,
    slice.newAxisMask,
    slice.shrinkAxisMask,
  );
}

/**
 * A slice with strides, picked axis by axis. The backend's own mixes up the axes where the slice
 * drops one, and takes integers for floats.
 */
export const stridedSlice: tf.KernelConfig = {
  kernelName: "StridedSlice",
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs }) =>
    tf.tidy(() => {
      const x = inputs.x as tf.Tensor;
      const slice = resolveSlice(x, attrs as unknown as StridedSliceAttributes);
      const { begin, end, strides, finalShape } = slice;
      if (finalShape.includes(0)) return tf.zeros(finalShape, x.dtype);
      const picked = x.shape.reduce<tf.Tensor>((part, size, axis) => {
        const [start, step] = [begin[axis]!, strides[axis]!];
        const count = Math.ceil((end[axis]! - start) / step);
        if (count === size && step === 1) return part;
        const indices = Int32Array.from({ length: count }, (_, i) => start + i * step);
        return tf.gather(part, tf.tensor1d(indices, "int32"), axis);
      }, x);
      return tf.reshape(picked, finalShape);
    }),
};
