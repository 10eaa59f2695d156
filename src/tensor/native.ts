import * as tf from "@tensorflow/tfjs";

type AttributeKind = "TF_ATTR_TYPE" | "TF_ATTR_SHAPE" | "TF_ATTR_STRING";

/** The part of tfjs-node's backend that reaches TensorFlow operations which TF.js does not wrap. */
interface NativeBackend {
  readonly binding: Readonly<Record<AttributeKind | "TF_FLOAT" | "TF_INT32", number>>;
  executeMultipleOutputs(
    name: string,
    attributes: { name: string; type: number; value: unknown }[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/** An attribute of a TensorFlow operation: a dtype, a shape, or `{ text }`. */
export type OpAttribute = "float32" | "int32" | readonly number[] | { readonly text: string };

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
  const encoded = Object.entries(attributes).map(([attribute, value]) => {
    if (typeof value === "string") {
      const dtype = value === "float32" ? binding.TF_FLOAT : binding.TF_INT32;
      return { name: attribute, type: binding.TF_ATTR_TYPE, value: dtype };
    }
    if ("text" in value) {
      return { name: attribute, type: binding.TF_ATTR_STRING, value: value.text };
    }
    return { name: attribute, type: binding.TF_ATTR_SHAPE, value };
  });
  return backend.executeMultipleOutputs(name, encoded, inputs, outputs);
}
