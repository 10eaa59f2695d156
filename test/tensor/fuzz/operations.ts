/** The operations of random programs, simpler ones first: programs shrink towards them. */
import type { Argument, Call, Value } from "./program.js";

/** Makes the choices of one operation, out of numbers that were drawn. */
export interface Choices {
  /** An integer from 0 to n - 1. */
  number(n: number): number;
  /** One of these. */
  of<T>(options: readonly T[]): T;
  /** A value that fits, most recent first; throws {@link Unfit} if there is none. */
  value(fits?: (value: Value) => boolean): Value;
}

/** Thrown where an operation finds no fitting values; the program then does without it. */
export class Unfit extends Error {}

export type Operation = (choices: Choices) => Pick<Call, "fn" | "args" | "member">;

export const ref = (value: Value): Argument => ({ ref: value.name });
export const literal = (value: Extract<Argument, { literal: unknown }>["literal"]): Argument => ({
  literal: value,
});

export const isFloat = ({ dtype }: Value) => dtype === "float32";
const isBool = ({ dtype }: Value) => dtype === "bool";
const isInt = ({ dtype }: Value) => dtype === "int32";
const isNumber = (value: Value) => !isBool(value);
/** Of one number, a softmax is 1 and its slope 0, but for rounding, which optimizers magnify. */
const isFloatAcross = (value: Value) => isFloat(value) && value.shape.at(-1) !== 1;
const ofRank = (rank: number) => (value: Value) => isFloat(value) && value.shape.length === rank;
const ofRankFrom = (rank: number) => (value: Value) => isFloat(value) && value.shape.length >= rank;

/** Never far from 1: TensorFlow multiplies constants with each other, whatever that does to their range. */
const CONSTANTS = [2, 0.5, -1, 0, 3, 0.1];

const unaryOf =
  (fits: (value: Value) => boolean, fn: string, ...constants: number[]): Operation =>
  ({ value }) => ({ fn, args: [ref(value(fits)), ...constants.map(literal)] });

const unary = (fn: string, ...constants: number[]): Operation => unaryOf(isFloat, fn, ...constants);

function broadcasts(a: readonly number[], b: readonly number[]): boolean {
  const rank = Math.min(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => [a.at(-1 - i)!, b.at(-1 - i)!]).every(
    ([m, n]) => m === n || m === 1 || n === 1,
  );
}

const binary =
  (fn: string, fits = isFloat): Operation =>
  ({ value }) => {
    const a = value(fits);
    const b = value((other) => other.dtype === a.dtype && broadcasts(a.shape, other.shape));
    return { fn, args: [ref(a), ref(b)] };
  };

const withConstant =
  (fn: string, constants: readonly number[], fits = isNumber): Operation =>
  ({ value, of }) => {
    const x = value(fits);
    const fitting = isInt(x) ? constants.filter(Number.isInteger) : constants;
    return { fn, args: [ref(x), literal(of(fitting))] };
  };

/** An axis or several, also counted from the end. */
function axes({ number, of }: Choices, { shape }: Value): Argument {
  const rank = shape.length;
  if (rank === 0 || number(3) === 0) return literal(null);
  const axis = number(rank) - (number(2) === 0 ? rank : 0);
  if (rank === 1 || number(2) === 0) return literal(axis);
  const others = [...shape.keys()].filter((other) => other !== (axis + rank) % rank);
  return literal([axis, of(others)]);
}

const reduction =
  (fn: string, fits = isFloat): Operation =>
  (choices) => {
    const x = choices.value(fits);
    return { fn, args: [ref(x), axes(choices, x), literal(choices.number(2) === 1)] };
  };

const anAxis = ({ number }: Choices, { shape }: Value): number =>
  number(shape.length) - (number(2) === 0 ? 0 : shape.length);

const alongAxis =
  (fn: string, ...constants: (number | boolean)[]): Operation =>
  (choices) => {
    const x = choices.value(ofRankFrom(1));
    return { fn, args: [ref(x), literal(anAxis(choices, x)), ...constants.map(literal)] };
  };

const matMul: Operation = ({ value, number }) => {
  const a = value((v) => isFloat(v) && v.shape.length >= 2);
  const transposeA = number(2) === 1;
  const inner = a.shape.at(transposeA ? -2 : -1);
  const batch = a.shape.slice(0, -2);
  const fits = (v: Value) =>
    isFloat(v) && v.shape.length === a.shape.length && broadcasts(v.shape.slice(0, -2), batch);
  const b = value((v) => fits(v) && v.shape.slice(-2).includes(inner!));
  const transposeB = b.shape.at(-2) !== inner || (b.shape.at(-1) === inner && number(2) === 1);
  return { fn: "tf.matMul", args: [ref(a), ref(b), literal(transposeA), literal(transposeB)] };
};

const convolution =
  (fn: "tf.conv2d" | "tf.depthwiseConv2d"): Operation =>
  ({ value, number, of }) => {
    const x = value(ofRank(4));
    const filter = value((v) => ofRank(4)(v) && v.shape[2] === x.shape[3] && v !== x);
    const stride = 1 + number(2);
    const fits = filter.shape[0]! <= x.shape[1]! && filter.shape[1]! <= x.shape[2]!;
    const pad = fits ? of(["same", "valid"]) : "same";
    return { fn, args: [ref(x), ref(filter), literal(stride), literal(pad)] };
  };

const convTranspose: Operation = ({ value, number }) => {
  const x = value(ofRank(4));
  const filter = value((v) => ofRank(4)(v) && v.shape[3] === x.shape[3] && v !== x);
  const stride = 1 + number(2);
  const [n, height, width] = x.shape as [number, number, number];
  const shape = [n, height * stride, width * stride, filter.shape[2]];
  const args = [ref(x), ref(filter), literal(shape), literal(stride), literal("same")];
  return { fn: "tf.conv2dTranspose", args };
};

const pool =
  (fn: string): Operation =>
  ({ value, number, of }) => ({
    fn,
    args: [
      ref(value(ofRank(4))),
      literal(1 + number(3)),
      literal(1 + number(2)),
      literal(of(["same", "valid"])),
    ],
  });

const resize =
  (fn: string): Operation =>
  ({ value, number }) => ({
    fn,
    args: [
      ref(value(ofRank(4))),
      literal([1 + number(6), 1 + number(6)]),
      literal(false),
      literal(number(2) === 1),
    ],
  });

const batchNorm: Operation = ({ value }) => {
  const x = value((v) => isFloat(v) && (v.shape.length === 2 || v.shape.length === 4));
  const perChannel = (v: Value) => ofRank(1)(v) && v.shape[0] === x.shape.at(-1);
  const [scale, offset] = [value(perChannel), value(perChannel)];
  return { fn: "fusedBatchNorm", args: [ref(x), ref(scale), ref(offset)], member: "normalized" };
};

const compare =
  (fn: string): Operation =>
  (choices) =>
    binary(fn, isNumber)(choices);

const where: Operation = ({ value }) => {
  const condition = value(isBool);
  const like = (v: Value) => isFloat(v) && String(v.shape) === String(condition.shape);
  return { fn: "tf.where", args: [ref(condition), ref(value(like)), ref(value(like))] };
};

const random =
  (fn: string): Operation =>
  ({ value, number }) => ({
    fn,
    args: [
      literal([...value(isFloat).shape]),
      { key: { seed: number(8), stepped: number(2) === 0 } },
    ],
  });

const dropout: Operation = ({ value, number }) => ({
  fn: "dropout",
  args: [
    ref(value(isFloat)),
    literal(0.25 * (1 + number(2))),
    { key: { seed: number(8), stepped: number(2) === 0 } },
  ],
});

const permuted: Operation = ({ value, number }) => {
  const { shape, name } = value(ofRankFrom(2));
  const order = [...shape.keys()];
  const [from, to] = [number(order.length), number(order.length)];
  [order[from], order[to]] = [order[to]!, order[from]!];
  return { fn: "tf.transpose", args: [{ ref: name }, literal(order)] };
};

const reshape: Operation = ({ value, number }) => {
  const x = value(isFloat);
  const last = x.shape.at(-1) ?? 1;
  return { fn: "tf.reshape", args: [ref(x), literal([[-1], [-1, last], [1, -1]][number(3)]!)] };
};

const slice: Operation = ({ value, number }) => {
  const x = value(ofRankFrom(1));
  const begin = x.shape.map((size) => number(size));
  const sizes = x.shape.map((size, i) => 1 + number(size - begin[i]!));
  return { fn: "tf.slice", args: [ref(x), literal(begin), literal(sizes)] };
};

const stridedSlice: Operation = ({ value, number }) => {
  const x = value(ofRankFrom(1));
  const reversed = number(2) === 1;
  const begin = x.shape.map((size) => (reversed ? size - 1 : 0));
  const end = x.shape.map((size) => (reversed ? -size - 1 : size));
  const strides = x.shape.map(() => (1 + number(2)) * (reversed ? -1 : 1));
  return { fn: "tf.stridedSlice", args: [ref(x), literal(begin), literal(end), literal(strides)] };
};

const pads = (fn: "tf.pad" | "tf.mirrorPad"): Operation => {
  return ({ value, number }) => {
    const x = value(ofRankFrom(1));
    const paddings = x.shape.map(() => [number(2), number(2)]);
    const extra = fn === "tf.pad" ? [] : [literal("symmetric")];
    return { fn, args: [ref(x), literal(paddings), ...extra] };
  };
};

const concat: Operation = (choices) => {
  const x = choices.value(ofRankFrom(1));
  const axis = anAxis(choices, x);
  const at = (axis + x.shape.length) % x.shape.length;
  const y = choices.value(
    (v) =>
      isFloat(v) &&
      v.shape.length === x.shape.length &&
      v.shape.every((size, i) => i === at || size === x.shape[i]),
  );
  return { fn: "tf.concat", args: [{ refs: [x.name, y.name] }, literal(axis)] };
};

const stack: Operation = ({ value, number }) => {
  const x = value(isFloat);
  const y = value((v) => isFloat(v) && String(v.shape) === String(x.shape));
  const args = [{ refs: [x.name, y.name] }, literal(number(x.shape.length + 1))];
  return { fn: "tf.stack", args };
};

const split: Operation = (choices) => {
  const x = choices.value((v) => ofRankFrom(1)(v) && v.shape.at(-1)! % 2 === 0);
  return {
    fn: "tf.split",
    args: [ref(x), literal(2), literal(-1)],
    member: choices.number(2),
  };
};

const moment: Operation = (choices) => {
  const x = choices.value(ofRankFrom(1));
  return { fn: "tf.moments", args: [ref(x), axes(choices, x)], member: "variance" };
};

const gather: Operation = (choices) => {
  const x = choices.value(ofRankFrom(1));
  const axis = anAxis(choices, x);
  const size = x.shape.at(axis)!;
  const indices = [choices.number(size), choices.number(size), choices.number(size)];
  return { fn: "tf.gather", args: [ref(x), literal(indices), literal(axis)] };
};

const calls =
  (fn: string): Operation =>
  ({ value }) => ({ fn, args: [ref(value(isFloat))] });

/** Arithmetic: what rewrites of graphs regroup, also far from 1. */
export const ARITHMETIC: readonly Operation[] = [
  unary("tf.neg"),
  withConstant("tf.mul", CONSTANTS),
  withConstant("tf.add", CONSTANTS),
  binary("tf.mul"),
  binary("tf.add"),
  binary("tf.sub"),
  unary("tf.square"),
  reduction("tf.mean"),
  reduction("tf.sum"),
  withConstant("tf.mul", CONSTANTS),
  binary("tf.mul"),
  unary("tf.square"),
  withConstant("tf.div", [2, 0.5, 3]),
  withConstant("tf.sub", CONSTANTS),
  binary("tf.div"),
  unary("tf.sqrt"),
  matMul,
  convolution("tf.conv2d"),
];

export const OPERATIONS: readonly Operation[] = [
  ...ARITHMETIC,
  ...["inner", "inner", "inner", "tf.grad(inner)", "inner"].map(calls),
  matMul,
  matMul,
  convolution("tf.conv2d"),
  convolution("tf.conv2d"),
  convolution("tf.depthwiseConv2d"),
  convTranspose,
  batchNorm,
  batchNorm,
  ...["tf.relu", "tf.tanh", "tf.sigmoid", "tf.softplus", "tf.elu", "tf.selu", "tf.relu6"].map(
    (fn) => unary(fn),
  ),
  unary("tf.leakyRelu", 0.2),
  unary("tf.leakyRelu", 0.1),
  ...["tf.exp", "tf.log", "tf.rsqrt", "tf.reciprocal", "tf.abs"].map((fn) => unary(fn)),
  ...["tf.sin", "tf.cos", "tf.atan", "tf.erf", "tf.expm1", "tf.log1p"].map((fn) => unary(fn)),
  unary("tf.clipByValue", -1, 1),
  withConstant("tf.pow", [2, 3, 0.5], isFloat),
  binary("tf.squaredDifference"),
  binary("tf.maximum"),
  binary("tf.minimum"),
  withConstant("tf.maximum", [0, 0.01, 1], isFloat),
  ...["tf.max", "tf.min", "tf.logSumExp", "tf.prod"].map((fn) => reduction(fn)),
  reduction("tf.sum", isInt),
  reduction("tf.mean", isInt),
  unaryOf(isFloatAcross, "tf.softmax"),
  unaryOf(isFloatAcross, "tf.logSoftmax"),
  alongAxis("tf.cumsum"),
  alongAxis("tf.cumsum", true, true),
  alongAxis("tf.reverse"),
  alongAxis("tf.expandDims"),
  permuted,
  reshape,
  slice,
  stridedSlice,
  pads("tf.pad"),
  pads("tf.mirrorPad"),
  concat,
  stack,
  split,
  moment,
  gather,
  pool("tf.avgPool"),
  pool("tf.maxPool"),
  resize("tf.image.resizeBilinear"),
  resize("tf.image.resizeNearestNeighbor"),
  ...["randomNormal", "randomUniform", "truncatedNormal"].map(random),
  dropout,
  ...["tf.greater", "tf.less", "tf.equal"].map(compare),
  where,
  binary("tf.logicalAnd", isBool),
  ({ value }) => ({ fn: "tf.logicalNot", args: [ref(value(isBool))] }),
  ({ value, of }) => ({
    fn: "tf.cast",
    args: [ref(value()), literal(of(["float32", "int32", "bool"]))],
  }),
  binary("tf.mul", isInt),
  binary("tf.add", isInt),
  binary("tf.sub", isInt),
  ({ value }) => ({ fn: "tf.square", args: [ref(value(isInt))] }),
  ...["tf.floor", "tf.round", "tf.sign", "tf.step"].map((fn) => unary(fn)),
  (choices) => {
    const x = choices.value(ofRankFrom(1));
    return { fn: "tf.argMax", args: [ref(x), literal(anAxis(choices, x))] };
  },
];
