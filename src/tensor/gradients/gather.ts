/** Picking by index, and its counterpart, adding up by index. */
import * as tf from "@tensorflow/tfjs";
import { nativeOp } from "../native.js";
import { defineGradient, defineKernel } from "./define.js";
import { zero } from "./zero.js";

interface GatherAttributes {
  readonly axis: number;
  readonly batchDims: number;
}

// tfjs-node's own reads the indices into JavaScript to check them, which no captured step can, and
// takes no negative axis. TensorFlow checks the indices, too.
defineKernel<GatherAttributes>("GatherV2", {
  native: ({ x, indices }, { axis, batchDims }) => {
    const [fromStart] = tf.util.parseAxisParam(axis, x!.shape) as [number];
    checkShapes(x!, indices!, fromStart, batchDims);
    const types = {
      Tparams: x!.dtype as "float32" | "int32" | "bool",
      Tindices: "int32",
      Taxis: "int32",
    } as const;
    const attributes = { ...types, batch_dims: { int: batchDims } };
    const inputs = [x!, indices!, tf.scalar(fromStart, "int32")];
    try {
      return nativeOp("GatherV2", attributes, inputs)[0]!;
    } catch (error) {
      throw inWordsOfTfjs(error);
    }
  },
});

const checkShapes = tf.backend_util.segment_util.collectGatherOpShapeInfo;

/** Users and TF.js's tests know the message of TF.js. */
function inWordsOfTfjs(error: unknown): unknown {
  const match = /indices.* = (-?\d+) is not in \[0, (\d+)\)/.exec(String(error));
  if (!match) return error;
  const message = `GatherV2: the index value ${match[1]} is not in [0, ${Number(match[2]) - 1}]`;
  return new Error(message, { cause: error });
}

// TF.js's own gradient knows one batch axis at most, and for the indices is the indices: an error as
// soon as it is asked for.
defineGradient<GatherAttributes>(
  "GatherV2",
  { inputs: ["x", "indices"] },
  (dy, saved, attributes) => {
    const [x, indices] = saved as [tf.Tensor, tf.Tensor];
    return {
      x: () => addUp(dy, x.shape, indices, attributes),
      indices: () => zero(indices.shape),
    };
  },
);

/** Adds the gradient of each picked element to the place that it was picked from. */
function addUp(
  dy: tf.Tensor,
  shape: number[],
  indices: tf.Tensor,
  attributes: GatherAttributes,
): tf.Tensor {
  const batchDims =
    attributes.batchDims < 0 ? attributes.batchDims + indices.rank : attributes.batchDims;
  const [axis] = tf.util.parseAxisParam(attributes.axis, shape) as [number];
  const size = shape[axis]!;
  const batch = tf.util.sizeFromShape(shape.slice(0, batchDims));
  const before = tf.util.sizeFromShape(shape.slice(batchDims, axis));
  const after = tf.util.sizeFromShape(shape.slice(axis + 1));
  const picked = indices.size / batch;
  /** [batch, a, b, after] to [batch, b, a, after]. */
  const swapped = (x: tf.Tensor, [a, b]: [number, number]) =>
    before === 1 ? x : tf.transpose(tf.reshape(x, [batch, a, b, after]), [0, 2, 1, 3]);
  // The places of all examples of the batch, one example after the other.
  let places = tf.reshape(indices, [batch, picked]);
  if (batch > 1) {
    places = tf.add(places, tf.reshape(tf.range(0, batch * size, size, "int32"), [batch, 1]));
  }
  const rows = tf.reshape(swapped(dy, [before, picked]), [batch * picked, before * after]);
  const ids = tf.reshape(places, [batch * picked]) as tf.Tensor1D;
  const sums = tf.unsortedSegmentSum(rows, ids, batch * size);
  return tf.reshape(swapped(sums, [size, before]), shape);
}

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
