import { DType, resolve, type Attributes, type Graph } from "../graph.js";
import type { AttributeValue, GraphNode, Ref, TensorType } from "../graph.js";

/** Between this and its inverse, a constant is of moderate size. */
const MODERATE = 2;

/** A graph while a pass reads it. */
export class Reading {
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #uses = new Map<string, number>();

  constructor(graph: Graph) {
    this.#nodes = new Map(graph.map((node) => [node.name, node]));
    for (const ref of graph.flatMap(({ inputs }) => inputs)) {
      this.#uses.set(resolve(ref)[0], this.uses(ref) + 1);
    }
  }

  /** The node that a reference refers to. */
  node(ref: Ref): GraphNode {
    return this.#nodes.get(resolve(ref)[0])!;
  }

  /** Shape and dtype of what a reference refers to. */
  type(ref: Ref): TensorType {
    return this.node(ref).outputs[resolve(ref)[1]]!;
  }

  /**
   * Whether a reference is a float32 constant of moderate size. Other orders of multiplication with
   * it stay within the range of numbers that the written order keeps, but for a factor of two at its ends.
   */
  isModerate(ref: Ref): boolean {
    const { op, inputs, attributes } = this.node(ref);
    if (op === "Reshape") return this.isModerate(inputs[0]!);
    if (op !== "Const" || !("tensor" in attributes.value!)) return false;
    const { dtype, bytes } = attributes.value.tensor;
    const moderate = (value: number) =>
      Math.abs(value) >= 1 / MODERATE && Math.abs(value) <= MODERATE;
    return dtype === DType.float32 && new Float32Array(bytes.slice().buffer).every(moderate);
  }

  /** How many inputs of nodes are outputs of this reference's node. */
  uses(ref: Ref): number {
    return this.#uses.get(resolve(ref)[0]) ?? 0;
  }
}

/** How many numbers a tensor of this shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Two inputs, in either order. */
export function bothWays([a, b]: readonly Ref[]): readonly (readonly [Ref, Ref])[] {
  return [
    [a!, b!],
    [b!, a!],
  ];
}

/** Whether a convolution is on NHWC images, padded by "SAME" and not dilated. */
export function isUndilatedSame({ dilations, padding, data_format }: Attributes): boolean {
  const is = (value: AttributeValue | undefined, text: string) =>
    value !== undefined && "text" in value && value.text === text;
  const nhwc = data_format === undefined || is(data_format, "NHWC");
  return nhwc && is(padding, "SAME") && (dilations === undefined || isOnes(dilations));
}

/** Whether an attribute is a list of ones, as strides and dilations are that do nothing. */
export function isOnes(value: AttributeValue): boolean {
  return "ints" in value && value.ints.every((int) => int === 1);
}

/** A node of a pass's own, with one output. */
export function made(
  name: string,
  op: string,
  inputs: readonly Ref[],
  shape: readonly number[],
  attributes: Attributes = {},
  dtype: number = DType.float32,
): GraphNode {
  const all = { T: { type: dtype }, ...attributes };
  return { name, op, inputs, after: [], attributes: all, outputs: [{ shape, dtype }] };
}

/**
 * The same tensor, of which TensorFlow's optimizer does not see where it comes from: a placeholder
 * with a default value, which nothing feeds, costs nothing and is never removed.
 */
export function barrier(name: string, input: Ref, { shape, dtype }: TensorType): GraphNode {
  const attributes = { dtype: { type: dtype }, shape: { shape } };
  const outputs = [{ shape, dtype }];
  return { name, op: "PlaceholderWithDefault", inputs: [input], after: [], attributes, outputs };
}

/** A constant of a pass's own. */
export function constant(
  name: string,
  values: Float32Array | Int32Array,
  shape: readonly number[],
): GraphNode {
  const dtype = values instanceof Int32Array ? DType.int32 : DType.float32;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const attributes = { dtype: { type: dtype }, value: { tensor: { shape, dtype, bytes } } };
  return { name, op: "Const", inputs: [], after: [], attributes, outputs: [{ shape, dtype }] };
}

/** The tensor under another shape: two nodes, of which the second one's name is given. */
export function reshaped(
  name: string,
  input: Ref,
  shape: readonly number[],
  dtype: number = DType.float32,
): GraphNode[] {
  const sizes = constant(`${name}_shape`, Int32Array.from(shape), [shape.length]);
  const attributes = { Tshape: { type: DType.int32 } };
  return [sizes, made(name, "Reshape", [input, sizes.name], shape, attributes, dtype)];
}

/** The tensor with its axes in another order: two nodes, of which the second one's name is given. */
export function transposed(
  name: string,
  input: Ref,
  order: readonly number[],
  shape: readonly number[],
  dtype: number = DType.float32,
): GraphNode[] {
  const axes = constant(`${name}_order`, Int32Array.from(order), [order.length]);
  const turned = order.map((axis) => shape[axis]!);
  const attributes = { Tperm: { type: DType.int32 } };
  return [axes, made(name, "Transpose", [input, axes.name], turned, attributes, dtype)];
}
