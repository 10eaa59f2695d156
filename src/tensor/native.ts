import * as tf from "@tensorflow/tfjs";
import type { Binding, NativeBackend } from "./binding.js";

const TYPES = { float32: "TF_FLOAT", int32: "TF_INT32", bool: "TF_BOOL" } as const;

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
  const encoded = Object.entries(attributes).map(([attribute, given]) => ({
    name: attribute,
    ...encode(given, backend.binding),
  }));
  return backend.executeMultipleOutputs(name, encoded, inputs, outputs);
}

function encode(attribute: OpAttribute, binding: Binding): { type: number; value: unknown } {
  if (typeof attribute === "string") {
    return { type: binding.TF_ATTR_TYPE, value: binding[TYPES[attribute]] };
  }
  if (typeof attribute === "boolean") return { type: binding.TF_ATTR_BOOL, value: attribute };
  if ("text" in attribute) return { type: binding.TF_ATTR_STRING, value: attribute.text };
  if ("float" in attribute) return { type: binding.TF_ATTR_FLOAT, value: attribute.float };
  if ("int" in attribute) return { type: binding.TF_ATTR_INT, value: attribute.int };
  return { type: binding.TF_ATTR_SHAPE, value: attribute };
}
