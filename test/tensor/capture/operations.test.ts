import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { capture, ready } from "../../../src/tensor/index.js";

await ready();

const image = () => wave([2, 6, 6, 4]);
const matrix = () => wave([3, 4]);

/** Deterministic values of either sign, none twice. */
function wave(shape: number[]): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(1 + i * 1.7) * (1 + i / size)),
    shape,
  );
}

type Operation = (x: tf.Tensor) => tf.Tensor | tf.Tensor[];
const of4D = (f: (x: tf.Tensor4D) => tf.Tensor | tf.Tensor[]) => f as Operation;

/** One of each way in which TF.js hands an operation and its attributes to TensorFlow. */
const OPERATIONS: [name: string, input: () => tf.Tensor, operation: Operation][] = [
  ["conv2d", image, of4D((x) => tf.conv2d(x, wave([3, 3, 4, 5]) as tf.Tensor4D, 2, "same"))],
  [
    "dilated conv2d",
    image,
    of4D((x) => tf.conv2d(x, wave([3, 3, 4, 5]) as tf.Tensor4D, 1, "same", "NHWC", 2)),
  ],
  [
    "conv2dTranspose",
    image,
    of4D((x) =>
      tf.conv2dTranspose(x, wave([4, 4, 3, 4]) as tf.Tensor4D, [2, 12, 12, 3], 2, "same"),
    ),
  ],
  [
    "depthwiseConv2d",
    image,
    of4D((x) => tf.depthwiseConv2d(x, wave([3, 3, 4, 2]) as tf.Tensor4D, 1, "same")),
  ],
  [
    "fused conv2d",
    image,
    of4D((x) =>
      tf.fused.conv2d({
        x,
        filter: wave([3, 3, 4, 5]) as tf.Tensor4D,
        strides: 1,
        pad: "same",
        bias: wave([5]),
        activation: "relu",
      }),
    ),
  ],
  [
    "maxPool, avgPool",
    image,
    of4D((x) => [tf.maxPool(x, 2, 2, "valid"), tf.avgPool(x, 3, 1, "same")]),
  ],
  ["resizeBilinear", image, of4D((x) => tf.image.resizeBilinear(x, [9, 9], false, true))],
  ["resizeNearestNeighbor", image, of4D((x) => tf.image.resizeNearestNeighbor(x, [12, 12]))],
  [
    "batchNorm",
    image,
    of4D((x) => tf.batchNorm(x, wave([4]) as tf.Tensor1D, tf.abs(wave([4])) as tf.Tensor1D)),
  ],
  [
    "bias additions",
    image,
    (x) => [x.add(wave([4])), x.reshape([-1, 4]).add(wave([4])), x.add(wave([6, 4]))],
  ],
  [
    "pad, mirrorPad",
    image,
    of4D((x) => [
      tf.pad(
        x,
        [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ],
        3,
      ),
      tf.mirrorPad(
        x,
        [
          [0, 0],
          [1, 1],
          [2, 2],
          [0, 0],
        ],
        "reflect",
      ),
    ]),
  ],
  [
    "slice, stridedSlice, reverse",
    image,
    (x) => [
      tf.slice(x, [0, 1, 2, 0], [2, 3, 3, 2]),
      tf.stridedSlice(x, [0, 0, 0, 0], [2, 6, 6, 4], [1, 2, 3, 1]),
      tf.reverse(x, [1, 2]),
    ],
  ],
  [
    "split, concat, stack, unstack",
    image,
    (x) => [tf.concat(tf.split(x, [1, 3], 3).reverse(), 3), tf.stack(tf.unstack(x, 3), 1)],
  ],
  [
    "gather, oneHot, topk",
    matrix,
    (x) => [
      tf.gather(x, tf.tensor1d([2, 0], "int32")),
      tf.oneHot(tf.argMax(x, 1), 4).toFloat(),
      tf.topk(x, 2).values,
    ],
  ],
  [
    "where, comparisons, logic",
    matrix,
    (x) => tf.where(tf.logicalAnd(x.greater(0), x.lessEqual(1)), x, x.neg()),
  ],
  [
    "matMul, transposes",
    matrix,
    (x) => [tf.matMul(x, x, true, false), tf.matMul(x, x, false, true)],
  ],
  [
    "batched matMul, einsum",
    () => wave([2, 3, 3]),
    (x) => [tf.matMul(x, x), tf.einsum("bij,bjk->bik", x, x)],
  ],
  [
    "reductions",
    image,
    (x) => [
      x.sum([1, 2]),
      x.mean(3, true),
      x.max(),
      x.min(1),
      x.prod(3),
      tf.cumsum(x, 1),
      tf.moments(x, [0, 1, 2]).variance,
      x.norm(),
    ],
  ],
  [
    "softmax, logSoftmax, logSumExp",
    matrix,
    (x) => [tf.softmax(x), tf.logSoftmax(x), tf.logSumExp(x, 1)],
  ],
  [
    "elementwise",
    matrix,
    (x) => [
      x.tanh(),
      x.sigmoid(),
      x.elu(),
      x.softplus(),
      x.relu6(),
      tf.leakyRelu(x, 0.3),
      tf.prelu(x, tf.scalar(0.1)),
      x.abs().sqrt(),
      x.exp(),
      x.erf(),
      x.clipByValue(-0.5, 0.5),
      tf.maximum(x, 0),
      tf.pow(x.abs(), 1.5),
    ],
  ],
  [
    "tile, transpose, reshape, expandDims, cast",
    matrix,
    (x) => [
      tf.tile(x, [2, 1]),
      x.transpose(),
      x.reshape([2, 6]),
      x.expandDims(1),
      x.toInt().toFloat(),
      x.toBool().toFloat(),
    ],
  ],
  [
    "fill, range, linspace, eye",
    matrix,
    (x) => [
      x.add(tf.range(0, 4)),
      x.add(tf.linspace(0, 1, 4)),
      x.mul(tf.fill([3, 4], 2)),
      tf.eye(3).matMul(x),
    ],
  ],
  [
    "depthToSpace, spaceToBatchND",
    image,
    of4D((x) => [
      tf.depthToSpace(x, 2, "NHWC"),
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    ]),
  ],
];

describe("a captured operation gives what it gives uncaptured:", () => {
  test.each(OPERATIONS)("%s", (_, input, operation) => {
    tf.tidy(() => {
      const step = capture((x: tf.Tensor) => {
        const result = operation(x);
        return Array.isArray(result) ? result : [result];
      });
      step(input()); // recorded
      const other = input().mul(-0.7);
      const expected = [operation(other)].flat();
      const results = step(other);
      expect(results.length).toBe(expected.length);
      if (tf.getBackend() === "tensorflow") expect(step.graphs).toBe(1); // no fallback
      results.forEach((tensor, index) => {
        expect(tensor.shape).toEqual(expected[index]!.shape);
        expect(tensor.dtype).toBe(expected[index]!.dtype);
        const [got, wanted] = [tensor.dataSync(), expected[index]!.dataSync()];
        got.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 5));
      });
      step.dispose();
    });
  });
});
