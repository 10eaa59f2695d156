/** Picking by index, and its counterpart, adding up by index. */
import * as tf from "@tensorflow/tfjs";
import { nativeOp } from "../native.js";
import { defineGradient, defineKernel } from "./define.js";
import { zero } from "./zero.js";

// tfjs-node's own reads the indices into JavaScript to check them, which no captured step can.
// TensorFlow checks them, too.
defineKernel<{ axis: number; batchDims: number }>("GatherV2", {
  native: ({ x, indices }, { axis, batchDims }) => {
    const types = {
      Tparams: x!.dtype as "float32" | "int32" | "bool",
      Tindices: "int32",
      Taxis: "int32",
    } as const;
    const attributes = { ...types, batch_dims: { int: batchDims } };
    return nativeOp("GatherV2", attributes, [x!, indices!, tf.scalar(axis, "int32")])[0]!;
  },
});

const gather = tf.getGradient("GatherV2").gradFunc;

// TF.js's own gradient for the indices is the indices: an error as soon as it is asked for.
defineGradient<tf.NamedAttrMap>(
  "GatherV2",
  { inputs: ["x", "indices"] },
  (dy, saved, attributes) => ({
    ...(gather(dy, saved, attributes) as { x: () => tf.Tensor }),
    indices: () => zero(saved[1]!.shape),
  }),
);

/** The gradient of a gather on the backend that has no kernel for it. */
defineKernel<{ numSegments: number }>("UnsortedSegmentSum", {
  portable: ({ x, segmentIds }, { numSegments }) => {
    const indices = tf.reshape(segmentIds!, [-1, 1]) as tf.Tensor2D;
    return tf.scatterND(indices, x!, [numSegments, ...x!.shape.slice(1)]);
  },
});

// Negative indices are left out of the sum.
defineGradient("UnsortedSegmentSum", { inputs: ["segmentIds"] }, (dy, [segmentIds]) => ({
  x: () => {
    const ids = segmentIds as tf.Tensor1D;
    const gathered = tf.gather(dy, tf.maximum(ids, tf.zerosLike(ids)));
    const counted = tf.reshape(
      tf.greaterEqual(ids, 0),
      gathered.shape.map((size, axis) => (axis === 0 ? size : 1)),
    );
    return tf.mul(gathered, tf.cast(counted, "float32"));
  },
  segmentIds: () => zero(segmentIds!.shape),
}));
