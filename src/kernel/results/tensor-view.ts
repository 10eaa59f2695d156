/**
 * The readable parts of a tensor of TensorFlow.js.
 *
 * The kernel serves any notebook and does not import TensorFlow.js: a tensor is recognized by its
 * members. Three kinds of objects hold numbers in a shape: tensors (with `tf.Variable`), the weights of
 * layers, and buffers.
 */
import { isObject } from "./bundle.js";

export type Values = ArrayLike<number | string | boolean>;

export interface TensorView {
  /** `Tensor`, `Variable` or `TensorBuffer`. */
  readonly kind: string;
  readonly name?: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly disposed: boolean;
  /** Of a variable. */
  readonly trainable?: boolean;
  /** A copy of the values, or the values themselves where they lie in memory. */
  read(): Promise<Values>;
  /** The same without waiting, which not every backend can do. */
  readNow(): Values;
}

/** The parts of TensorFlow.js' objects used here. */
interface TensorLike {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly name?: string;
  readonly trainable?: boolean;
  readonly isDisposed: boolean;
  data(): Promise<Values>;
  dataSync(): Values;
}

const isShape = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((size) => typeof size === "number");

/** A view of `value` if it is a tensor, a variable, a layer's weight or a tensor buffer. */
export function tensorView(value: unknown): TensorView | undefined {
  if (!isObject(value) || typeof value["dtype"] !== "string" || !isShape(value["shape"]))
    return undefined;
  if (typeof value["dataSync"] === "function" && typeof value["isDisposed"] === "boolean")
    return viewOf(value as unknown as TensorLike, typeof value["assign"] === "function");
  // A layer's weight wraps a variable, but users know the name of the weight.
  if (typeof value["read"] === "function" && typeof value["write"] === "function") {
    const inner = tensorView(value["val"]);
    return (
      inner && { ...inner, name: String(value["name"]), trainable: value["trainable"] !== false }
    );
  }
  if (typeof value["toTensor"] === "function" && ArrayBuffer.isView(value["values"])) {
    const { dtype, shape, values } = value as unknown as TensorLike & { values: Values };
    const read = { read: async () => values, readNow: () => values };
    return { kind: "TensorBuffer", dtype, shape, size: sizeOf(shape), disposed: false, ...read };
  }
  return undefined;
}

function viewOf(tensor: TensorLike, variable: boolean): TensorView {
  const { dtype, shape, isDisposed: disposed } = tensor;
  const facts = { dtype, shape, size: sizeOf(shape), disposed };
  const read = { read: () => tensor.data(), readNow: () => tensor.dataSync() };
  if (!variable) return { kind: "Tensor", ...facts, ...read };
  const { name, trainable = true } = tensor;
  return { kind: "Variable", name, trainable, ...facts, ...read };
}

/** How many values a shape holds; unknown sizes (`null`) count as 1. */
export const sizeOf = (shape: readonly (number | null)[]): number =>
  shape.reduce<number>((product, size) => product * (size ?? 1), 1);

/** `[64, 28, 28, 1]`; an unknown size is `null`, as TensorFlow.js writes it. */
export const formatShape = (shape: readonly (number | null)[]): string =>
  `[${shape.map(String).join(", ")}]`;

/** `Variable "dense/kernel" float32 [784, 10]` */
export function tensorTitle({ kind, name, dtype, shape, disposed, trainable }: TensorView): string {
  const title = [kind, name === undefined ? [] : JSON.stringify(name), dtype, formatShape(shape)];
  return (
    title.flat().join(" ") +
    (trainable === false ? ", not trainable" : "") +
    (disposed ? ", disposed" : "")
  );
}
