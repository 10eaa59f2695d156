import * as tf from "@tensorflow/tfjs";
import { nativeOp } from "./native.js";

const FLOAT = { dtype: "float32" } as const;

/** Shapes by dataId: a handle itself does not tell what it holds. */
const shapes = new WeakMap<object, readonly number[]>();
let created = 0;

/**
 * A TensorFlow resource variable of float32, which fused optimizer kernels update in place.
 *
 * @param shape of what it holds
 * @returns its handle; freed by {@link destroyResource}
 */
export function createResource(shape: readonly number[]): tf.Tensor {
  // Equal names would share one resource.
  const shared_name = { text: `ganvas-${created++}` };
  const [handle] = nativeOp("VarHandleOp", { ...FLOAT, shape, shared_name }, []);
  shapes.set(handle!.dataId, shape);
  return tf.keep(handle!);
}

/** The shape of what a handle's resource holds, or undefined if it is not one of ours. */
export function resourceShape(dataId: object): readonly number[] | undefined {
  return shapes.get(dataId);
}

/** Puts a tensor into a resource. Its values are shared, not copied, until the resource changes. */
export function assignResource(handle: tf.Tensor, value: tf.Tensor): void {
  nativeOp("AssignVariableOp", FLOAT, [handle, value], 0);
}

/** The value of a resource; the caller disposes it. */
export function readResource(handle: tf.Tensor): tf.Tensor {
  return nativeOp("ReadVariableOp", FLOAT, [handle])[0]!;
}

/** Frees a resource and its handle. */
export function destroyResource(handle: tf.Tensor): void {
  nativeOp("DestroyResourceOp", {}, [handle], 0);
  handle.dispose();
}
