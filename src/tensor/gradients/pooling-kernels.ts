/** The kernel of the gradient of pooling that TF.js lacks; the portable ones are in `portable/`. */
import { nativeOp } from "../native.js";
import { poolGeometry, type PoolAttributes } from "../portable/pooling.js";
import { defineKernel } from "./define.js";

export type { PoolAttributes };

/** Picks, of each window of `ddx`, the element where `input` has its maximum. */
defineKernel<PoolAttributes>("MaxPoolGradGrad", {
  native: ({ ddx, input, output }, attributes) => {
    const info = poolGeometry(input!.shape, attributes);
    const opAttributes = {
      T: "float32",
      ksize: { int: [1, info.filterHeight, info.filterWidth, 1] },
      strides: { int: [1, info.strideHeight, info.strideWidth, 1] },
      padding: { text: info.padInfo.type },
    } as const;
    return nativeOp("MaxPoolGradGrad", opAttributes, [input!, output!, ddx!])[0]!;
  },
});
