import * as tf from "@tensorflow/tfjs";

/** Floats count exactly up to here. */
const EXACT = 2 ** 24;

/**
 * An input of a captured step as a tensor.
 *
 * @param position from 0, for messages, as is the step's name
 * @throws TypeError unless it is a tensor that exists, or a number
 * @throws RangeError when it is an integer that float32 does not hold exactly
 */
export function toTensor(value: unknown, position: number, step: string): tf.Tensor {
  if (value instanceof tf.Tensor && !value.isDisposed) return value;
  if (typeof value !== "number") {
    const actual = value instanceof tf.Tensor ? "a disposed tensor" : nameOf(value);
    throw new TypeError(
      `Input ${position + 1} of the captured step "${step}" is expected to be a tensor or a number ` +
        `but is ${actual}; pass for example tf.scalar(1).`,
    );
  }
  if (Number.isInteger(value) && Math.abs(value) > EXACT) {
    throw new RangeError(
      `A number given to a captured step is expected to be a float32, exact up to ${EXACT} for ` +
        `integers, but is ${value}; pass tf.scalar(${value}, "int32").`,
    );
  }
  return tf.scalar(value);
}

/** A value that is no tensor, in words. */
function nameOf(value: unknown): string {
  if (value === null || ["undefined", "boolean"].includes(typeof value)) return String(value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

/** Inputs of one signature share a graph: tensors of one shape and dtype, but each variable alone. */
export function signatureOf(inputs: readonly tf.Tensor[]): string {
  const parts = inputs.map((input) =>
    input instanceof tf.Variable ? `variable ${input.id}` : `${input.dtype}[${input.shape.join()}]`,
  );
  return parts.join(" ");
}
