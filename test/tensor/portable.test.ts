import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { native, numbers, on, wasmBytes } from "./portable.js";

let tensorsBefore = 0;
beforeEach(() => void (tensorsBefore = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

/** An operation on tensors of the given shapes. */
type Case = [
  name: string,
  operation: (...inputs: never[]) => tf.Tensor,
  ...shapes: (readonly number[])[],
];
type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

/** The operation's value, and the gradients of its product with fixed numbers in all inputs. */
function computed(operation: Operation, inputs: Float32Array[], shapes: number[][]) {
  return tf.tidy(() => {
    const tensors = inputs.map((values, i) => tf.tensor(values, shapes[i]));
    const value = operation(...tensors);
    const weights = tf.tensor(numbers(value.shape, 9), value.shape);
    const gradients = tf.grads(operation)(tensors, weights);
    return [value, ...gradients].map((tensor) => tensor.dataSync() as Float32Array);
  });
}

function expectClose(found: Float32Array, expected: Float32Array, what: string): void {
  expect(found.length, what).toBe(expected.length);
  const worst = found.reduce((largest, x, i) => {
    const error = Math.abs(x - expected[i]!) / (1 + Math.abs(expected[i]!));
    return Math.max(largest, Number.isNaN(error) ? Infinity : error);
  }, 0);
  expect(worst, `${what}: largest relative error`).toBeLessThan(1e-4);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

const [H, W, C] = [9, 8, 3];
const images = [2, H, W, C] as const;

const grid = [1, 2, 3, 4, 5].flatMap((size) => [1, 2, 3].map((stride) => [size, stride] as const));
const paddings = ["same", "valid"] as const;

/**
 * A depthwise convolution. TensorFlow computes those with unequal strides or dilations on processors
 * with AVX-512 only, so there it is a plain convolution whose kernel is 0 between channels.
 */
function depthwise(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  strides: number | [number, number],
  pad: "same" | "valid",
  dilations: number | [number, number],
): tf.Tensor4D {
  if (tf.getBackend() !== "tensorflow") {
    return tf.depthwiseConv2d(x, kernel, strides, pad, "NHWC", dilations);
  }
  const [height, width, channels, multiplier] = kernel.shape;
  const identity = tf.eye(channels).expandDims(2); // [c, c, 1]
  const full = kernel.expandDims(3).mul(identity); // [h, w, c, c, multiplier]
  const flat = full.reshape([height, width, channels, channels * multiplier]) as tf.Tensor4D;
  return tf.conv2d(x, flat, strides, pad, "NHWC", dilations);
}

/** Operations that are linear in each input, whose gradient kernels are Ganvas's own. */
const linear: Case[] = paddings.flatMap((pad) =>
  grid.flatMap(([k, s]): Case[] => {
    const grown = (size: number) => size * s + (pad === "valid" ? Math.max(0, k - s) : 0);
    const up: [number, number, number, number] = [2, grown(4), grown(5), C];
    const how = `${k}x${k}, stride ${s}, ${pad}`;
    return [
      [
        `conv2d ${how}`,
        (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, s, pad),
        images,
        [k, k, C, 4],
      ],
      [
        `conv2dTranspose ${how}`,
        (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2dTranspose(x, w, up, s, pad),
        [2, 4, 5, 4],
        [k, k, C, 4],
      ],
      [
        `depthwiseConv2d ${how}`,
        (x: tf.Tensor4D, w: tf.Tensor4D) => tf.depthwiseConv2d(x, w, s, pad),
        images,
        [k, k, C, 2],
      ],
      [`avgPool ${how}`, (x: tf.Tensor4D) => tf.avgPool(x, k, s, pad), images],
    ];
  }),
);
linear.push(
  [
    "conv2d with unequal strides",
    (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, [1, 2], "same"),
    images,
    [3, 2, C, 4],
  ],
  [
    "depthwiseConv2d with unequal strides",
    (x: tf.Tensor4D, w: tf.Tensor4D) => depthwise(x, w, [2, 3], "same", 1),
    images,
    [3, 4, C, 1],
  ],
  [
    "conv2d with dilation",
    (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, 1, "same", "NHWC", [1, 2]),
    ...[images, [3, 2, C, 4]],
  ],
  [
    "depthwiseConv2d with dilation",
    (x: tf.Tensor4D, w: tf.Tensor4D) => depthwise(x, w, 1, "valid", [2, 3]),
    ...[images, [3, 2, C, 2]],
  ],
  [
    "separableConv2d",
    (x: tf.Tensor4D, d: tf.Tensor4D, p: tf.Tensor4D) => tf.separableConv2d(x, d, p, 1, "same"),
    images,
    [3, 3, C, 2],
    [1, 1, 2 * C, 4],
  ],
  ["conv1d", (x: tf.Tensor3D, w: tf.Tensor3D) => tf.conv1d(x, w, 2, "same"), [2, 9, 3], [3, 3, 4]],
  [
    "conv3d",
    (x: tf.Tensor5D, w: tf.Tensor5D) => tf.conv3d(x, w, 1, "same"),
    [1, 4, 4, 4, 2],
    [2, 2, 2, 2, 3],
  ],
  ["gather of rows", (x: tf.Tensor) => tf.gather(x, [2, 0, 2]), [3, 7]],
  ["gather of columns", (x: tf.Tensor) => tf.gather(x, [6, 2, 0, 2], 1), [3, 7]],
);

/** Padding in numbers, which only this backend has. */
const padded: Case[] = grid
  .filter(([k]) => k > 1)
  .map(([k, s]) => [
    `conv2d ${k}x${k}, stride ${s}, padding 1`,
    (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, s, 1),
    images,
    [k, k, C, 4],
  ]);
padded.push([
  "conv2d with unequal paddings",
  (x: tf.Tensor4D, w: tf.Tensor4D) =>
    tf.conv2d(x, w, 2, [
      [0, 0],
      [1, 2],
      [0, 1],
      [0, 0],
    ]),
  images,
  [3, 2, C, 4],
]);

const maxPooling: Case[] = paddings.flatMap((pad) =>
  grid.map(([k, s]): Case => [
    `maxPool ${k}x${k}, stride ${s}, ${pad}`,
    (x: tf.Tensor4D) => tf.maxPool(x, k, s, pad),
    images,
  ]),
);

const V = [3, 7] as const;
const unary = {
  ...{ relu: tf.relu, relu6: tf.relu6, leakyRelu: tf.leakyRelu, elu: tf.elu, selu: tf.selu },
  ...{ tanh: tf.tanh, sigmoid: tf.sigmoid, softplus: tf.softplus, logSigmoid: tf.logSigmoid },
  ...{ exp: tf.exp, expm1: tf.expm1, erf: tf.erf, abs: tf.abs, square: tf.square, sin: tf.sin },
  ...{ softmax: tf.softmax, logSoftmax: tf.logSoftmax, mean: tf.mean },
  ...{ sum: tf.sum, max: tf.max, min: tf.min, logSumExp: tf.logSumExp, norm: tf.norm },
  ...{ reverse: tf.reverse, transpose: tf.transpose },
} as Record<string, (x: tf.Tensor) => tf.Tensor>;
const positive = {
  ...{ log: tf.log, sqrt: tf.sqrt, rsqrt: tf.rsqrt, log1p: tf.log1p, reciprocal: tf.reciprocal },
} as Record<string, (x: tf.Tensor) => tf.Tensor>;
const arithmetic = { add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div } as Record<
  string,
  (x: tf.Tensor, y: tf.Tensor) => tf.Tensor
>;
/** TF.js's gradients of these take no broadcasting. */
const alike = {
  ...{ maximum: tf.maximum, minimum: tf.minimum, squaredDifference: tf.squaredDifference },
} as typeof arithmetic;
const broadcasts = [
  [V, V],
  [V, [7]],
  [[3, 1], V],
  [images, [C]],
  [images, [2, 1, 1, C]],
] as const;
const sizes = [
  [10, 12],
  [3, 4],
  [7, 5],
] as [number, number][];
const around: [number, number][] = [
  [0, 0],
  [2, 1],
  [1, 2],
  [0, 0],
];
const truths = [false, true] as const;

/** The other operations that models are trained with, whose kernels are the backend's own. */
const others: Case[] = [
  ...Object.entries(unary).map(([name, f]): Case => [name, f, V]),
  ...Object.entries(positive).map(([name, f]): Case => [
    name,
    (x: tf.Tensor) => f(x.square().add(0.5)),
    V,
  ]),
  ...Object.entries(alike).map(([name, f]): Case => [name, f, V, V]),
  ...Object.entries(arithmetic).flatMap(([name, f]) =>
    broadcasts.map(([a, b]): Case => [`${name} [${a}] [${b}]`, f, a, b]),
  ),
  ["pow", (x: tf.Tensor) => x.abs().add(0.1).pow(2.5), V],
  ["clip", (x: tf.Tensor) => x.clipByValue(-0.5, 0.5), V],
  [
    "where",
    (x: tf.Tensor, y: tf.Tensor) => tf.where(tf.tensor1d(numbers([7])).greater(0), x, y),
    V,
    V,
  ],
  ...truths.flatMap((a) =>
    truths.map((b): Case => [
      `matMul ${a ? "transposed" : "plain"} ${b ? "transposed" : "plain"}`,
      (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y, a, b),
      a ? [2, 5, 4] : [2, 4, 5],
      b ? [2, 3, 5] : [2, 5, 3],
    ]),
  ),
  ...sizes.flatMap((size) =>
    [
      [false, false],
      [true, false],
      [false, true],
    ].flatMap(([align, half]): Case[] => [
      [
        `resizeBilinear to ${size}, ${align ? "corners aligned" : half ? "half pixel" : "plain"}`,
        (x: tf.Tensor4D) => tf.image.resizeBilinear(x, size, align, half),
        [2, 5, 6, C],
      ],
      [
        `resizeNearestNeighbor to ${size}, ${align ? "aligned" : half ? "half pixel" : "plain"}`,
        (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, size, align, half),
        [2, 5, 6, C],
      ],
    ]),
  ),
  ["pad", (x: tf.Tensor) => tf.pad(x, around), images],
  ["mirrorPad reflect", (x: tf.Tensor) => tf.mirrorPad(x, around, "reflect"), images],
  ["mirrorPad symmetric", (x: tf.Tensor) => tf.mirrorPad(x, around, "symmetric"), images],
  [
    "batchNorm",
    (x: tf.Tensor4D, mean: tf.Tensor1D, std: tf.Tensor1D, offset: tf.Tensor1D) =>
      tf.batchNorm(x, mean, std.square().add(0.5), offset, std),
    ...[images, [C], [C], [C]],
  ],
  [
    "moments",
    (x: tf.Tensor) => {
      const { mean, variance } = tf.moments(x, [1, 2]);
      return mean.add(variance);
    },
    images,
  ],
  ["mean of pixels", (x: tf.Tensor) => x.mean([1, 2]), images],
  ["sum of channels", (x: tf.Tensor) => x.sum(3, true), images],
  ["concat", (x: tf.Tensor, y: tf.Tensor) => tf.concat([x, y], 3), images, [2, H, W, 2]],
  ["slice", (x: tf.Tensor) => x.slice([0, 1, 2, 1], [2, 3, 4, 2]), images],
  ["stack", (x: tf.Tensor, y: tf.Tensor) => tf.stack([x, y], 1), V, V],
  ["split", (x: tf.Tensor) => tf.split(x, [2, 5], 1)[1]!, V],
  ["tile", (x: tf.Tensor) => tf.tile(x, [1, 2, 2, 1]), images],
  ["transpose", (x: tf.Tensor) => tf.transpose(x, [3, 1, 2, 0]), images],
  [
    "fused conv2d",
    (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor) =>
      tf.fused.conv2d({ x, filter, strides: 2, pad: "same", bias, activation: "relu" }),
    ...[images, [3, 3, C, 4], [4]],
  ],
  [
    "sigmoidCrossEntropy",
    (x: tf.Tensor, y: tf.Tensor) => tf.losses.sigmoidCrossEntropy(y.sigmoid(), x),
    ...[V, V],
  ],
];

describe("the portable backend", () => {
  test.each([...linear, ...padded])(
    "agrees with finite differences: %s",
    (_, operation, ...shapes) => {
      checkDifferences(operation as Operation, shapes as number[][], 0.5, 1e-4);
    },
  );

  // Linear as long as no other pixel becomes the largest.
  test.each(maxPooling)("agrees with finite differences: %s", (_, operation, ...shapes) => {
    checkDifferences(operation as Operation, shapes as number[][], 1e-3, 1e-2);
  });

  test.runIf(native).each([...linear, ...maxPooling, ...others])(
    "agrees with TensorFlow: %s",
    (name, operation, ...shapes) => {
      const inputs = shapes.map(numbers);
      const run = () => computed(operation as Operation, inputs, shapes as number[][]);
      const expected = on("tensorflow", run);
      on("wasm", run).forEach((found, i) => {
        expectClose(found, expected[i]!, i === 0 ? name : `${name}, gradient ${i}`);
      });
    },
  );

  test.runIf(native)("gives the gradient of equal pixels to the first, as TensorFlow does", () => {
    const run = () =>
      tf.tidy(() => {
        const x = tf.relu(tf.tensor4d(numbers(images), [...images]).sub(0.9));
        return tf
          .grad((v) => tf.maxPool(v as tf.Tensor4D, 3, 2, "same"))(x)
          .dataSync();
      });
    expect(on("wasm", run)).toEqual(on("tensorflow", run));
  });

  test("slices integers with strides", () => {
    const run = () =>
      tf.tidy(() => {
        const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], "int32");
        const slice = tf.stridedSlice(x, [1, 0], [2, 3], [1, 2], 0, 0, 0, 0, 1);
        return [slice.dtype, slice.arraySync()];
      });
    expect(on("wasm", run)).toEqual(["int32", [4, 6]]);
  });

  test.runIf(native)("has einsum", () => {
    const run = () =>
      tf.tidy(() => {
        const x = tf.tensor2d(numbers(V), [...V]);
        return tf.einsum("ij,kj->ik", x, x).dataSync() as Float32Array;
      });
    expectClose(on("wasm", run), on("tensorflow", run), "einsum");
  });

  test("keeps its memory flat", () => {
    const all = () => {
      for (const [, operation, ...shapes] of [...linear, ...maxPooling]) {
        computed(operation as Operation, shapes.map(numbers), shapes as number[][]);
      }
    };
    on("wasm", () => {
      for (let i = 0; i < 3; i++) all();
      const [bytes, buffers] = [wasmBytes(), tf.memory().numDataBuffers];
      for (let i = 0; i < 20; i++) all();
      expect([wasmBytes(), tf.memory().numDataBuffers]).toEqual([bytes, buffers]);
    });
  });
});

/** Compares the gradient in each input, along one direction, with central differences. */
function checkDifferences(f: Operation, shapes: number[][], h: number, tolerance: number): void {
  on("wasm", () => {
    const inputs = shapes.map(numbers);
    const [value, ...gradients] = computed(f, inputs, shapes);
    const weights = numbers([value!.length], 9);
    gradients.forEach((gradient, index) => {
      const direction = numbers(shapes[index]!, 5);
      const moved = (by: number) => {
        const point = inputs.map((x, i) =>
          i === index ? x.map((v, j) => v + by * direction[j]!) : x,
        );
        const tensors = point.map((x, i) => tf.tensor(x, shapes[i]));
        const y = tf.tidy(() => f(...tensors).dataSync() as Float32Array);
        tf.dispose(tensors);
        return dot(y, weights);
      };
      const expected = (moved(h) - moved(-h)) / (2 * h);
      const error = Math.abs(dot(gradient, direction) - expected) / (1 + Math.abs(expected));
      expect(error, `gradient ${index + 1}`).toBeLessThan(tolerance);
    });
  });
}
