import * as tf from "@tensorflow/tfjs";

interface StridedSliceAttributes {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
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
      const slice = attrs as unknown as StridedSliceAttributes;
      const { begin, end, strides, finalShape } = tf.slice_util.sliceInfo(
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
