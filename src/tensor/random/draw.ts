import { anObject, checkArgument } from "../../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { isNative, nativeOp } from "../native.js";
import { checkSeed, mix, type RandomKey } from "./key.js";
import { stepNumber, stepTensor } from "./step.js";

export type { RandomGenerator };

/** The same distribution in two hands. */
export interface Draw {
  /** Draws by TensorFlow's stateless operations; `seed` is their int32 [2]: seed and step. */
  native(seed: tf.Tensor1D): tf.Tensor;
  /** Draws in JavaScript, where there is no TensorFlow, from a generator that the key has seeded. */
  portable(source: RandomGenerator): tf.Tensor;
}

/** Draws the random numbers of a key; the caller disposes them. */
export function draw({ native, portable }: Draw, key: RandomKey): tf.Tensor {
  checkArgument("key", key, anObject("an object", "{ seed: 7, step: 0 }", "seed"));
  const { seed, step = 0 } = key;
  checkSeed(seed);
  return tf.tidy(() => {
    if (!isNative()) return portable(generator(seed, stepNumber(step)));
    return native(tf.stack([tf.scalar(seed, "int32"), stepTensor(step)]) as tf.Tensor1D);
  });
}

/** Seeds all 128 bits of the generator's state, so that near keys give unrelated numbers. */
function generator(seed: number, step: number): RandomGenerator {
  return xoroshiro128plusFromState([1, 2, 3, 4].map((word) => mix(mix(seed, word), step) | 0));
}

/** Runs one of TensorFlow's `StatelessRandom...` operations, which all take a shape and a seed. */
export function stateless(
  op: string,
  dtype: "float32" | "int32",
  shape: number[],
  seed: tf.Tensor1D,
  ...bounds: tf.Scalar[]
): tf.Tensor {
  const types = { dtype, T: "int32", Tseed: "int32" } as const;
  return nativeOp(op, types, [tf.tensor1d(shape, "int32"), seed, ...bounds])[0]!;
}

/** Fills a tensor with one number after another. */
export function filled(dtype: "float32" | "int32", shape: number[], next: () => number): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  const values = dtype === "float32" ? new Float32Array(size) : new Int32Array(size);
  for (let i = 0; i < size; i++) values[i] = next();
  return tf.tensor(values, shape, dtype);
}
