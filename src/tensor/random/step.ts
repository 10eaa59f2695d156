import { aTensor, checkArgument } from "../../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { nativeOp } from "../native.js";
import { checkUint32 } from "./key.js";

/** The first whole number whose successor float32 cannot hold. */
const FLOAT_LIMIT = 2 ** 24;

const INEXACT =
  "A step given as a float32 tensor is expected to be a whole number from 0 to 16777215, the " +
  "last that float32 counts to, but is not; pass it as an int32 tensor";

/**
 * The step as an int32 tensor, for the native backend.
 *
 * @throws Error when it is not a whole number that its dtype holds exactly; for a float32 tensor
 * TensorFlow itself throws, when it runs the operation, because a graph's input has no value before
 */
export function stepTensor(step: number | tf.Scalar): tf.Scalar {
  if (typeof step === "number") return tf.scalar(checkUint32("A step", step), "int32");
  if (isScalar(step).dtype === "int32") return step;
  const whole = step.floor().clipByValue(0, FLOAT_LIMIT - 1);
  const exact = tf.where(step.equal(whole), step, NaN);
  const message = { text: INEXACT };
  return nativeOp("CheckNumerics", { T: "float32", message }, [exact])[0]!.cast("int32");
}

/**
 * The step as an integer from 0 to 2^32 - 1, for the portable backend, where nothing is captured.
 *
 * @throws Error when it is not a whole number that its dtype holds exactly
 */
export function stepNumber(step: number | tf.Scalar): number {
  if (typeof step === "number") return checkUint32("A step", step);
  const [value] = isScalar(step).dataSync() as unknown as [number];
  if (step.dtype === "int32") return value >>> 0;
  if (Number.isInteger(value) && value >= 0 && value < FLOAT_LIMIT) return value;
  throw new RangeError(`${INEXACT}.`);
}

function isScalar(step: tf.Scalar): tf.Scalar {
  checkArgument("A step", step, aTensor('tf.scalar(7, "int32")'));
  if (step.rank === 0 && (step.dtype === "int32" || step.dtype === "float32")) return step;
  throw new TypeError(
    `A step is expected to be a scalar of dtype int32 or float32 but is ${step.dtype} of shape ` +
      `[${step.shape.join(", ")}]; pass for example tf.scalar(7, "int32").`,
  );
}
