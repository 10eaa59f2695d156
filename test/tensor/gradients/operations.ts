import * as tf from "@tensorflow/tfjs";
import { fusedBatchNorm } from "../../../src/tensor/index.js";
import type { Values } from "./finite-differences.js";

type X = tf.Tensor4D;

/** An operation by name, the shapes of its inputs, and where it is differentiated. */
export interface Operation {
  readonly name: string;
  readonly f: (...inputs: never[]) => tf.Tensor;
  readonly shapes: readonly (readonly number[])[];
  readonly values?: readonly Values[];
}

const unary = (name: string, f: (x: tf.Tensor) => tf.Tensor, values: Values = "signed") => ({
  name,
  f,
  shapes: [[2, 12]],
  values: [values],
});

const activations: Operation[] = [
  unary("relu", tf.relu),
  unary("relu6", (x) => tf.relu6(x.mul(45 / 7))),
  unary("leakyRelu", (x) => tf.leakyRelu(x, 0.2)),
  { name: "prelu", f: (x: tf.Tensor, a: tf.Tensor) => tf.prelu(x, a), shapes: [[4, 6], [6]] },
  unary("elu", tf.elu),
  unary("selu", tf.selu),
  unary("tanh", tf.tanh),
  unary("sigmoid", tf.sigmoid),
  unary(
    "hardSigmoid",
    (x) => tf.layers.activation({ activation: "hardSigmoid" }).apply(x) as tf.Tensor,
  ),
  unary("softplus", tf.softplus),
  unary("softsign", (x) => tf.layers.activation({ activation: "softsign" }).apply(x) as tf.Tensor),
  unary("swish (x sigmoid)", (x) => tf.mul(x, tf.sigmoid(x))),
  unary(
    "swish (layer)",
    (x) => tf.layers.activation({ activation: "swish" }).apply(x) as tf.Tensor,
  ),
  unary("gelu (erf)", (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))))),
  unary("gelu (tanh)", (x) => {
    const inner = tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715));
    return tf.mul(tf.mul(x, 0.5), tf.add(1, tf.tanh(tf.mul(inner, Math.sqrt(2 / Math.PI)))));
  }),
  unary("mish", (x) => tf.mul(x, tf.tanh(tf.softplus(x)))),
  unary("softmax", (x) => tf.softmax(x)),
  unary("logSoftmax", (x) => tf.logSoftmax(x)),
  unary("logSigmoid", tf.logSigmoid),
];

const elementwise: Operation[] = [
  unary("exp", tf.exp),
  unary("expm1", tf.expm1),
  unary("log", tf.log, "positive"),
  unary("log1p", tf.log1p, "positive"),
  unary("sqrt", tf.sqrt, "positive"),
  unary("rsqrt", tf.rsqrt, "positive"),
  unary("reciprocal", tf.reciprocal, "positive"),
  unary("square", tf.square),
  unary("abs", tf.abs),
  unary("neg", tf.neg),
  unary("sin", tf.sin),
  unary("cos", tf.cos),
  unary("tan", tf.tan, "unit"),
  unary("asin", tf.asin, "unit"),
  unary("acos", tf.acos, "unit"),
  unary("atan", tf.atan),
  unary("sinh", tf.sinh),
  unary("cosh", tf.cosh),
  unary("asinh", tf.asinh),
  unary("acosh", (x) => tf.acosh(tf.add(x, 1)), "positive"),
  unary("atanh", tf.atanh, "unit"),
  unary("erf", tf.erf),
  unary("clipByValue", (x) => tf.clipByValue(x, -16 / 15, 14 / 15)),
  unary("pow constant", (x) => tf.pow(x, 3)),
  unary("where greater", (x) => tf.where(tf.greater(x, 0), tf.exp(x), tf.square(x))),
  unary("where less, not, and", (x) => {
    const inside = tf.logicalAnd(tf.less(x, 1.1), tf.logicalNot(tf.lessEqual(x, -0.9)));
    return tf.where(inside, tf.mul(x, x), tf.sin(x));
  }),
  unary("x step(x)", (x) => tf.mul(tf.step(x, 0.3), x)),
  // 15 / 8 moves the values away from the steps.
  unary("x sign(x) + floor, round, ceil", (x) => {
    const steps = tf.addN([tf.floor, tf.round, tf.ceil].map((f) => f(tf.mul(x, 15 / 8))));
    return tf.add(tf.mul(x, tf.sign(x)), tf.mul(x, steps));
  }),
  unary("x int32(x)", (x) => tf.mul(x, tf.cast(tf.mul(x, 15 / 8), "int32"))),
];

const binary = (
  name: string,
  f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  values: Values[] = [],
): Operation[] => [
  {
    name,
    f,
    shapes: [
      [3, 4],
      [3, 4],
    ],
    values,
  },
  { name: `${name} bias`, f, shapes: [[2, 3, 2, 4], [4]], values },
  {
    name: `${name} broadcast`,
    f,
    shapes: [
      [1, 4],
      [3, 2, 1],
    ],
    values,
  },
];

const arithmetic: Operation[] = [
  ...binary("add", tf.add),
  ...binary("sub", tf.sub),
  ...binary("mul", tf.mul),
  ...binary("div", tf.div, ["signed", "positive"]),
  ...binary("squaredDifference", (a, b) => tf.squaredDifference(a, tf.add(b, 0.013))),
  ...binary("maximum", (a, b) => tf.maximum(a, tf.mul(b, 1.013))),
  ...binary("minimum", (a, b) => tf.minimum(a, tf.mul(b, 1.013))),
  ...binary("pow", tf.pow, ["positive", "signed"]),
  ...binary("atan2", tf.atan2, ["positive", "positive"]),
  {
    name: "addN",
    f: (a: tf.Tensor, b: tf.Tensor) => tf.addN([a, b, a]),
    shapes: [
      [4, 3],
      [4, 3],
    ],
  },
];

const dense: Operation[] = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
].flatMap(([ta, tb]) => {
  const label = `matMul ${ta ? "a'" : "a"} ${tb ? "b'" : "b"}`;
  const f = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, ta, tb);
  const [a, b] = [ta ? [4, 3] : [3, 4], tb ? [2, 4] : [4, 2]];
  return [
    { name: label, f, shapes: [a, b] },
    {
      name: `${label} batched`,
      f,
      shapes: [
        [2, ...a],
        [2, ...b],
      ],
    },
  ];
});
dense.push(
  {
    name: "matMul broadcast",
    f: (a: X, b: X) => tf.matMul(a, b),
    shapes: [
      [1, 3, 4],
      [2, 4, 2],
    ],
  },
  {
    name: "fused.matMul bias",
    f: (a: tf.Tensor2D, b: tf.Tensor2D, bias: tf.Tensor) => tf.fused.matMul({ a, b, bias }),
    shapes: [[3, 4], [4, 2], [2]],
  },
  {
    name: "fused.matMul relu",
    f: (a: tf.Tensor2D, b: tf.Tensor2D, bias: tf.Tensor) =>
      tf.fused.matMul({ a, b, bias, activation: "relu" }),
    shapes: [[3, 4], [4, 2], [2]],
  },
  { name: "dot", f: (a: tf.Tensor, b: tf.Tensor) => tf.dot(a, b), shapes: [[3, 4], [4]] },
);

type Pad = "same" | "valid" | [[0, 0], [number, number], [number, number], [0, 0]];

const convolutions: Operation[] = [];
for (const pad of ["same", "valid"] as const) {
  for (const stride of [1, 2] as const) {
    const label = `${pad} ${stride}`;
    const out = (size: number) => (pad === "same" ? size * stride : (size - 1) * stride + 3);
    convolutions.push(
      {
        name: `conv2d ${label}`,
        f: (x: X, w: X) => tf.conv2d(x, w, stride, pad),
        shapes: [
          [2, 6, 5, 2],
          [3, 3, 2, 3],
        ],
      },
      {
        name: `conv2d 4x4 ${label}`,
        f: (x: X, w: X) => tf.conv2d(x, w, stride, pad),
        shapes: [
          [1, 6, 7, 2],
          [4, 4, 2, 1],
        ],
      },
      {
        name: `conv2dTranspose ${label}`,
        f: (x: X, w: X) => tf.conv2dTranspose(x, w, [2, out(3), out(4), 3], stride, pad),
        shapes: [
          [2, 3, 4, 2],
          [3, 3, 3, 2],
        ],
      },
      {
        name: `depthwiseConv2d ${label}`,
        f: (x: X, w: X) => tf.depthwiseConv2d(x, w, stride, pad),
        shapes: [
          [2, 6, 5, 2],
          [3, 3, 2, 2],
        ],
      },
      {
        name: `separableConv2d ${label}`,
        f: (x: X, w: X, p: X) => tf.separableConv2d(x, w, p, stride, pad),
        shapes: [
          [1, 6, 5, 2],
          [3, 3, 2, 1],
          [1, 1, 2, 3],
        ],
      },
    );
  }
  convolutions.push(
    {
      name: `conv2d dilated ${pad}`,
      f: (x: X, w: X) => tf.conv2d(x, w, 1, pad, "NHWC", 2),
      shapes: [
        [2, 7, 6, 2],
        [3, 3, 2, 3],
      ],
    },
    {
      name: `depthwiseConv2d dilated ${pad}`,
      f: (x: X, w: X) => tf.depthwiseConv2d(x, w, 1, pad, "NHWC", 2),
      shapes: [
        [1, 7, 6, 2],
        [3, 3, 2, 2],
      ],
    },
    {
      name: `conv1d ${pad}`,
      f: (x: tf.Tensor3D, w: tf.Tensor3D) => tf.conv1d(x, w, 2, pad),
      shapes: [
        [2, 7, 2],
        [3, 2, 3],
      ],
    },
  );
}
const explicit: Pad = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0],
];
convolutions.push(
  {
    name: "conv2d explicit padding",
    f: (x: X, w: X) => tf.conv2d(x, w, 2, explicit),
    shapes: [
      [1, 6, 5, 2],
      [3, 3, 2, 2],
    ],
  },
  {
    name: "conv2d 1x1",
    f: (x: X, w: X) => tf.conv2d(x, w, 1, "same"),
    shapes: [
      [2, 3, 3, 2],
      [1, 1, 2, 3],
    ],
  },
  {
    name: "conv2d 1x1 stride 2",
    f: (x: X, w: X) => tf.conv2d(x, w, 2, "same"),
    shapes: [
      [2, 5, 4, 2],
      [1, 1, 2, 3],
    ],
  },
  {
    name: "fused.conv2d bias",
    f: (x: X, filter: X, bias: tf.Tensor1D) =>
      tf.fused.conv2d({ x, filter, strides: 2, pad: "same", bias }),
    shapes: [[1, 6, 5, 2], [3, 3, 2, 3], [3]],
  },
  {
    name: "fused.conv2d elu",
    f: (x: X, filter: X, bias: tf.Tensor1D) =>
      tf.fused.conv2d({ x, filter, strides: 1, pad: "same", bias, activation: "elu" }),
    shapes: [[1, 4, 3, 2], [3, 3, 2, 3], [3]],
  },
  {
    name: "fused.depthwiseConv2d bias",
    f: (x: X, filter: X, bias: tf.Tensor1D) =>
      tf.fused.depthwiseConv2d({ x, filter, strides: 1, pad: "same", bias }),
    shapes: [[1, 4, 3, 2], [3, 3, 2, 2], [4]],
  },
  {
    name: "modulated conv (weights)",
    f: (x: X, w: X, style: tf.Tensor) => {
      const scaled = tf.mul(w, tf.reshape(style, [1, 1, 2, 1]));
      const norm = tf.rsqrt(tf.add(tf.sum(tf.square(scaled), [0, 1, 2]), 1e-8));
      return tf.conv2d(x, tf.mul<X>(scaled, norm), 1, "same");
    },
    shapes: [[1, 4, 4, 2], [3, 3, 2, 3], [2]],
    values: ["signed", "signed", "positive"],
  },
  {
    name: "modulated conv (activations)",
    f: (x: X, w: X, style: tf.Tensor2D) => {
      const y = tf.conv2d(tf.mul<X>(x, tf.reshape(style, [2, 1, 1, 2])), w, 1, "same");
      const power = tf.matMul(tf.square(style), tf.sum(tf.square(w), [0, 1]) as tf.Tensor2D);
      return tf.mul(y, tf.reshape(tf.rsqrt(tf.add(power, 1e-8)), [2, 1, 1, 3]));
    },
    shapes: [
      [2, 4, 4, 2],
      [3, 3, 2, 3],
      [2, 2],
    ],
    values: ["signed", "signed", "positive"],
  },
);

const standardize = (x: tf.Tensor, axes: number[]) => {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3)));
};

// One of each for all runs: a layer makes its variables when it is applied first.
const batchNorm = tf.layers.batchNormalization({});
const layerNorm = tf.layers.layerNormalization({});

const image = [2, 3, 4, 4];
const norms: Operation[] = [
  {
    name: "batch norm, training, fused",
    f: (x: X, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
      fusedBatchNorm(x, scale, offset).normalized,
    shapes: [image, [4], [4]],
  },
  {
    name: "batch norm, training, fused, rank 2",
    f: (x: tf.Tensor2D, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
      fusedBatchNorm(x, scale, offset).normalized,
    shapes: [[6, 4], [4], [4]],
  },
  {
    name: "batch norm, its mean and variance",
    f: (x: X, scale: tf.Tensor1D, offset: tf.Tensor1D) => {
      const { normalized, mean, variance } = fusedBatchNorm(x, scale, offset);
      return tf.add(tf.mul(normalized, variance), mean);
    },
    shapes: [image, [4], [4]],
  },
  {
    name: "batch norm, inference",
    f: (x: X, mean: tf.Tensor1D, variance: tf.Tensor1D, offset: tf.Tensor1D, scale: tf.Tensor1D) =>
      tf.batchNorm(x, mean, variance, offset, scale),
    shapes: [image, [4], [4], [4], [4]],
    values: ["signed", "signed", "positive", "signed", "signed"],
  },
  {
    name: "batch norm, moments and batchNorm",
    f: (x: X) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      return tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D);
    },
    shapes: [image],
  },
  {
    name: "batch norm layer, training",
    f: (x: X) => batchNorm.apply(x, { training: true }) as tf.Tensor,
    shapes: [image],
  },
  { name: "instance norm", f: (x: X) => standardize(x, [1, 2]), shapes: [image] },
  { name: "layer norm", f: (x: X) => standardize(x, [1, 2, 3]), shapes: [image] },
  {
    name: "layer norm layer",
    f: (x: X) => layerNorm.apply(x) as tf.Tensor,
    shapes: [image],
  },
  {
    name: "group norm",
    f: (x: X) => standardize(tf.reshape(x, [2, 3, 4, 2, 2]), [1, 2, 4]),
    shapes: [image],
  },
  {
    name: "pixel norm",
    f: (x: X) => tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), 1e-8))),
    shapes: [image],
  },
  {
    name: "l2 norm (rows)",
    f: (x: tf.Tensor2D) => tf.div(x, tf.norm(x, 2, 1, true)),
    shapes: [[3, 4]],
  },
  {
    name: "gradient norm",
    f: (x: X) => tf.sqrt(tf.sum(tf.square(x), [1, 2, 3])),
    shapes: [image],
  },
];

const resizes: Operation[] = [];
for (const [kind, resize] of [
  ["resizeBilinear", tf.image.resizeBilinear],
  ["resizeNearestNeighbor", tf.image.resizeNearestNeighbor],
] as const) {
  for (const [direction, size] of [
    ["up", [6, 8]],
    ["up, odd", [7, 5]],
    ["down", [2, 2]],
  ] as const) {
    for (const [label, alignCorners, halfPixelCenters] of [
      ["", false, false],
      [" alignCorners", true, false],
      [" halfPixelCenters", false, true],
    ] as const) {
      resizes.push({
        name: `${kind} ${direction}${label}`,
        f: (x: X) => resize(x, [...size], alignCorners, halfPixelCenters),
        shapes: [[2, 3, 4, 2]],
      });
    }
  }
}

const pools: Operation[] = [];
for (const pad of ["same", "valid"] as const) {
  for (const [size, stride] of [
    [2, 2],
    [3, 2],
    [3, 1],
  ] as const) {
    pools.push(
      {
        name: `avgPool ${size} ${stride} ${pad}`,
        f: (x: X) => tf.avgPool(x, size, stride, pad),
        shapes: [[2, 5, 4, 2]],
      },
      {
        name: `maxPool ${size} ${stride} ${pad}`,
        f: (x: X) => tf.maxPool(x, size, stride, pad),
        shapes: [[2, 5, 4, 2]],
      },
    );
  }
}

const on = (name: string, shape: number[], f: (x: never) => tf.Tensor): Operation => ({
  name,
  f,
  shapes: [shape],
});

const reductions: Operation[] = [
  on("sum all", [3, 4], (x) => tf.sum(x)),
  on("sum axis, keepDims", [2, 3, 4], (x) => tf.sum(x, [0, 2], true)),
  on("mean axis", [2, 3, 4], (x) => tf.mean(x, [1])),
  on("mean all", [2, 3, 4], (x) => tf.mean(x)),
  on("moments variance", [4, 3], (x) => tf.moments(x, 0).variance),
  on("max axis", [3, 4], (x) => tf.max(x, 1)),
  on("max all", [3, 4], (x) => tf.max(x)),
  on("min axis", [2, 3, 4], (x) => tf.min(x, [0, 2])),
  on("prod axis", [3, 4], (x) => tf.prod(x, 1)),
  on("prod first axis", [3, 4], (x) => tf.prod(x, 0)),
  on("prod negative axis", [2, 3, 4], (x) => tf.prod(x, -2)),
  on("prod negative axes", [2, 3, 2], (x) => tf.prod(x, [-1, 0], true)),
  on("prod all", [2, 3], (x) => tf.prod(x)),
  on("sum, mean, max, min negative axis", [2, 3, 4], (x) =>
    tf.addN([tf.sum(x, -2), tf.mean(x, [-2]), tf.max(x, -2), tf.min(x, [-2])]),
  ),
  on("cumsum, cumprod negative axis", [2, 3, 2], (x) =>
    tf.add(tf.cumsum(x, -2, true), tf.cumprod(x, -2, false, true)),
  ),
  on("logSumExp, norm negative axis", [2, 3, 4], (x) =>
    tf.add(tf.logSumExp(x, -2), tf.norm(x, 2, -2)),
  ),
  on("moments negative axis", [4, 3], (x) => tf.moments(x, -2).variance),
  on("softmax, logSoftmax negative axis", [3, 4], (x) =>
    tf.mul(tf.softmax(x, -1), tf.logSoftmax(x, -1)),
  ),
  on("cumsum last", [3, 4], (x) => tf.cumsum(x, 1)),
  on("cumsum first, exclusive, reverse", [3, 4], (x) => tf.cumsum(x, 0, true, true)),
  on("cumprod", [2, 4], (x) => tf.cumprod(x, 1)),
  on("cumprod first, exclusive, reverse", [4, 2], (x) => tf.cumprod(x, 0, true, true)),
  on("logSumExp", [3, 4], (x) => tf.logSumExp(x, 1)),
];

const indices = (shape: number[], values: number[]) => tf.tensor(values, shape, "int32");

const arrangement: Operation[] = [
  on("pad", [2, 3], (x) =>
    tf.pad(x, [
      [1, 0],
      [2, 1],
    ]),
  ),
  on("mirrorPad reflect", [1, 4, 3, 2], (x) =>
    tf.mirrorPad(
      x,
      [
        [0, 0],
        [2, 1],
        [1, 2],
        [0, 0],
      ],
      "reflect",
    ),
  ),
  on("mirrorPad symmetric", [4, 3], (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 3],
        [0, 2],
      ],
      "symmetric",
    ),
  ),
  on("slice", [3, 4], (x) => tf.slice(x, [1, 1], [2, 2])),
  on("stridedSlice", [5, 6], (x) => tf.stridedSlice(x, [1, 0], [5, 6], [2, 3])),
  on("stridedSlice reversed", [5, 6], (x) => tf.stridedSlice(x, [4, 5], [0, -7], [-2, -1])),
  on("stridedSlice shrunk", [3, 4, 5], (x) =>
    tf.stridedSlice(x, [1, 0, 1], [2, 4, 4], [1, 1, 1], 0, 0, 0, 0, 1),
  ),
  on("concat", [3, 4], (x) => tf.concat([x, tf.square(x), x], 1)),
  on("split", [3, 4], (x) => {
    const [a, b] = tf.split(x, [1, 3], 1) as [tf.Tensor, tf.Tensor];
    return tf.mul(a, b);
  }),
  on("split, one part used", [3, 4], (x) => tf.square(tf.split(x as tf.Tensor2D, 2, 1)[1]!)),
  on("split into one part", [3, 4], (x) => tf.square(tf.split(x as tf.Tensor2D, 1, 1)[0]!)),
  on("stack", [3, 4], (x) => tf.stack([x, tf.sin(x)], 1)),
  on("unstack", [3, 4], (x) => {
    const [a, b, c] = tf.unstack(x) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return tf.add(tf.mul(a, b), c);
  }),
  on("gather", [3, 4], (x) => tf.gather(x, [2, 0, 2, 1], 0)),
  on("concat, stack negative axis", [3, 4], (x) =>
    tf.concat([tf.concat([x, tf.sin(x)], -2), tf.unstack(tf.stack([x, x], -1), -1)[0]!], -2),
  ),
  on("split, reverse, expandDims negative axis", [3, 4], (x) => {
    const [a, b] = tf.split(tf.expandDims(tf.reverse(x, [-1]), -2), [1, 3], -1);
    return tf.mul(a!, b!);
  }),
  on("gather negative axis", [2, 3, 4], (x) => tf.gather(x, [2, 0, 2], -2)),
  on("gather batched", [2, 3, 4], (x) => tf.gather(x, indices([2, 2], [2, 0, 1, 1]), 1, 1)),
  on("gather batched, last axis", [2, 3, 4], (x) =>
    tf.gather(x, indices([2, 2], [3, 0, 1, 1]), -1, 1),
  ),
  on("gather batched, backwards", [4, 3, 2], (x) =>
    tf.gather(x, indices([4, 1], [0, 1, 2, 2]), 1, -1),
  ),
  on("gather twice batched", [2, 3, 4], (x) =>
    tf.gather(x, indices([2, 3, 1], [0, 1, 2, 3, 2, 1]), 2, 2),
  ),
  on("gather a table by a matrix", [3, 4], (x) => tf.gather(x, indices([2, 2], [2, 0, 1, 1]), -1)),
  on("gather axis", [3, 4], (x) => tf.gather(x, [3, 3, 0], 1)),
  on("gather at argMax", [3, 4], (x) => tf.gather(x, tf.argMax(x, 1) as tf.Tensor1D, 1)),
  on("tile", [2, 3], (x) => tf.tile(x, [2, 3])),
  on("tile rank 5", [1, 2, 1, 3, 1], (x) => tf.tile(x, [2, 1, 3, 1, 2])),
  on("broadcastTo", [3, 1], (x) => tf.broadcastTo(x, [2, 3, 4])),
  on("transpose", [2, 3, 4], (x) => tf.transpose(x, [2, 0, 1])),
  on("reshape", [2, 3, 4], (x) => tf.reshape(x, [4, 6])),
  on("expandDims, squeeze", [1, 3, 4], (x) => tf.expandDims(tf.squeeze(x), 1)),
  on("reverse", [3, 4], (x) => tf.reverse(x, [1])),
  on("depthToSpace", [2, 2, 3, 8], (x) => tf.depthToSpace(x, 2)),
  on("spaceToBatchND", [1, 4, 4, 2], (x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  ),
  on("batchToSpaceND", [4, 2, 2, 2], (x) =>
    tf.batchToSpaceND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  ),
  on("clone", [3, 4], (x) => tf.clone(x)),
];

/** Every operation that a generative model is built from. */
export const OPERATIONS: readonly Operation[] = [
  ...activations,
  ...elementwise,
  ...arithmetic,
  ...dense,
  ...convolutions,
  ...norms,
  ...resizes,
  ...pools,
  ...reductions,
  ...arrangement,
];
