/** Operations that only move elements: their gradients move them back. */
import * as tf from "@tensorflow/tfjs";
import { nativeOp } from "../native.js";
import { resolveSlice, type StridedSliceAttributes } from "../portable/strided-slice.js";
import { defineGradient, defineKernel, runKernel } from "./define.js";
import { spread } from "./spread.js";
import { zero } from "./zero.js";

defineGradient<{ reps: number[] }>("Tile", { inputs: ["x"] }, (dy, [x], { reps }) => ({
  x: () => {
    const copies = x!.shape.flatMap((size, axis) => [reps[axis]!, size]);
    const axes = x!.shape.map((_, axis) => 2 * axis);
    return tf.sum(tf.reshape(dy, copies), axes);
  },
}));

defineGradient("Select", { inputs: ["condition"] }, (dy, [condition]) => ({
  condition: () => zero(condition!.shape),
  t: () => tf.where(condition!, dy, tf.zerosLike(dy)),
  e: () => tf.where(condition!, tf.zerosLike(dy), dy),
}));

defineGradient<StridedSliceAttributes>("StridedSlice", { inputs: ["x"] }, (dy, [x], slice) => ({
  x: () => {
    const { begin, end, strides } = resolveSlice(x!, slice);
    if (dy.size === 0) return zero(x!.shape);
    const counts = begin.map((start, axis) => Math.ceil((end[axis]! - start) / strides[axis]!));
    let dx = tf.reshape(dy, counts);
    x!.shape.forEach((size, axis) => {
      const step = strides[axis]!;
      const last = begin[axis]! + (counts[axis]! - 1) * step;
      if (step < 0) dx = tf.reverse(dx, axis);
      dx = spread(dx, axis, Math.abs(step));
      dx = padAxis(dx, axis, Math.min(begin[axis]!, last), size);
    });
    return dx;
  },
}));

/** Zeros around `x` along one axis, so that it starts at `start` of `size`. */
function padAxis(x: tf.Tensor, axis: number, start: number, size: number): tf.Tensor {
  if (x.shape[axis] === size) return x;
  const paddings = x.shape.map((count, index): [number, number] =>
    index === axis ? [start, size - start - count] : [0, 0],
  );
  return tf.pad(x, paddings);
}

interface MirrorPadAttributes {
  readonly paddings: [number, number][];
  readonly mode: "reflect" | "symmetric";
}

// TF.js's own gradient forgets that the mirrored elements depend on the input, too.
defineGradient<MirrorPadAttributes>("MirrorPad", {}, (dy, _, attributes) => ({
  x: () => runKernel("MirrorPadGrad", { dy }, attributes),
}));
defineGradient<MirrorPadAttributes>("MirrorPadGrad", {}, (ddx, _, attributes) => ({
  dy: () => runKernel("MirrorPad", { x: ddx }, attributes),
}));
defineKernel<MirrorPadAttributes>("MirrorPadGrad", {
  native: ({ dy }, { paddings, mode }) => {
    const attributes = {
      T: "float32",
      Tpaddings: "int32",
      mode: { text: mode.toUpperCase() },
    } as const;
    return nativeOp("MirrorPadGrad", attributes, [
      dy!,
      tf.tensor2d(paddings, undefined, "int32"),
    ])[0]!;
  },
  portable: ({ dy }, { paddings, mode }) =>
    paddings.reduce((dx, padding, axis) => fold(dx, axis, padding, mode), dy!),
});

/** Adds what was mirrored beyond both ends of an axis to where it came from. */
function fold(
  dy: tf.Tensor,
  axis: number,
  [before, after]: [number, number],
  mode: MirrorPadAttributes["mode"],
): tf.Tensor {
  const edge = mode === "reflect" ? 1 : 0;
  const size = dy.shape[axis]! - before - after;
  const [head, body, tail] = tf.split(dy, [before, size, after], axis) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const place = (part: tf.Tensor, start: number) =>
    padAxis(tf.reverse(part, axis), axis, start, size);
  let dx: tf.Tensor = body;
  if (before > 0) dx = tf.add(dx, place(head, edge));
  if (after > 0) dx = tf.add(dx, place(tail, size - edge - after));
  return dx;
}

defineGradient<{ blockSize: number; dataFormat: string }>(
  "DepthToSpace",
  {},
  (dy, _, { blockSize, dataFormat }) => ({
    x: () => spaceToDepth(dy as tf.Tensor4D, blockSize, dataFormat),
  }),
);

/** [n, h b, w b, c] to [n, h, w, b b c]. */
function spaceToDepth(x: tf.Tensor4D, block: number, dataFormat: string): tf.Tensor {
  if (dataFormat === "NCHW") {
    const last = spaceToDepth(tf.transpose(x, [0, 2, 3, 1]), block, "NHWC");
    return tf.transpose(last, [0, 3, 1, 2]);
  }
  const [batch, tall, wide, channels] = x.shape;
  const [height, width] = [tall / block, wide / block];
  const blocks = tf.reshape(x, [batch * height, block, width, block * channels]);
  const together = tf.transpose(blocks, [0, 2, 1, 3]);
  return tf.reshape(together, [batch, height, width, block * block * channels]);
}

// TF.js's own expects a list of gradients, and gets the gradient itself where there is one part only.
defineGradient<{ axis: number }, tf.Tensor | tf.Tensor[]>("SplitV", {}, (dy, _, { axis }) => ({
  x: () => (Array.isArray(dy) ? tf.concat(dy, axis) : tf.clone(dy)),
}));
