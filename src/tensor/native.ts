import * as tf from "@tensorflow/tfjs";

type AttributeKind =
  | "TF_ATTR_TYPE"
  | "TF_ATTR_SHAPE"
  | "TF_ATTR_STRING"
  | "TF_ATTR_INT"
  | "TF_ATTR_FLOAT"
  | "TF_ATTR_BOOL";

const TYPES = { float32: "TF_FLOAT", int32: "TF_INT32", bool: "TF_BOOL" } as const;

/** The part of tfjs-node's backend that reaches TensorFlow operations which TF.js does not wrap. */
interface NativeBackend {
  readonly binding: Readonly<Record<AttributeKind | (typeof TYPES)[keyof typeof TYPES], number>>;
  executeMultipleOutputs(
    name: string,
    attributes: { name: string; type: number; value: unknown }[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/**
 * An attribute of a TensorFlow operation: a dtype, a shape, a boolean, or what JavaScript cannot
 * tell apart by itself: `{ text }`, `{ float }`, and `{ int }` for an integer or a list of them.
 */
export type OpAttribute =
  | keyof typeof TYPES
  | readonly number[]
  | boolean
  | { readonly text: string }
  | { readonly float: number }
  | { readonly int: number | readonly number[] };

/** Whether native TensorFlow computes right now. */
export function isNative(): boolean {
  return tf.getBackend() === "tensorflow";
}

/**
 * Runs one TensorFlow operation that TF.js has no function for. Not seen by the gradient tape.
 *
 * @param attributes the operation's attributes by name, for example `{ dtype: "float32" }`
 * @returns the outputs; the caller disposes them
 */
export function nativeOp(
  name: string,
  attributes: Readonly<Record<string, OpAttribute>>,
  inputs: tf.Tensor[],
  outputs = 1,
): tf.Tensor[] {
  const backend = tf.backend() as unknown as NativeBackend;
  const { binding } = backend;
  const encoded = Object.entries(attributes).map(([attribute, given]) => {
    const [kind, value] = encode(given);
    const encodedValue = kind === "TF_ATTR_TYPE" ? binding[TYPES[value as "float32"]] : value;
    return { name: attribute, type: binding[kind], value: encodedValue };
  });
  return backend.executeMultipleOutputs(name, encoded, inputs, outputs);
}

function encode(attribute: OpAttribute): [AttributeKind, unknown] {
  if (typeof attribute === "string") return ["TF_ATTR_TYPE", attribute];
  if (typeof attribute === "boolean") return ["TF_ATTR_BOOL", attribute];
  if ("text" in attribute) return ["TF_ATTR_STRING", attribute.text];
  if ("float" in attribute) return ["TF_ATTR_FLOAT", attribute.float];
  if ("int" in attribute) return ["TF_ATTR_INT", attribute.int];
  return ["TF_ATTR_SHAPE", attribute];
}
