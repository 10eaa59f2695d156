import * as tf from "@tensorflow/tfjs";
import type { StateValues } from "../snapshots.js";
import type { TrainingState } from "../state.js";

/** Name, shape and dtype of a variable in `weights.bin`. */
export type WeightSpec = Pick<tf.io.WeightsManifestEntry, "name" | "shape" | "dtype">;

/** The values of a state one after the other, in the layout of TF.js's weight files. */
export async function encodeState(
  state: StateValues,
): Promise<{ specs: WeightSpec[]; bytes: Uint8Array }> {
  const { data, specs } = await tf.io.encodeWeights({ ...state });
  return { specs, bytes: new Uint8Array(data) };
}

/**
 * Checks that stored values fit into the variables of the same names.
 *
 * @param folder for messages
 * @throws Error when names, shapes or dtypes are not the state's
 */
export function checkSpecs(
  state: TrainingState,
  specs: readonly WeightSpec[],
  folder: string,
): void {
  const stored = new Map(specs.map((spec) => [spec.name, spec]));
  for (const name of new Set([...Object.keys(state), ...stored.keys()])) {
    const [there, here] = [kindOf(stored.get(name)), kindOf(state[name])];
    if (there === here) continue;
    throw new Error(
      `${name} is expected to be ${here} but is ${there} in ${folder}; use another folder for ` +
        `this model, or restart: true to start again.`,
    );
  }
}

/** Stored values by name, as new tensors. */
export function decodeState(specs: readonly WeightSpec[], bytes: Uint8Array): StateValues {
  const copy = new Uint8Array(bytes).buffer; // aligned, whatever the file's buffer was
  return tf.io.decodeWeights(copy, [...specs] as tf.io.WeightsManifestEntry[]);
}

/** The bytes that a state's values take. */
export function sizeInBytes(state: TrainingState): number {
  const sizes = Object.values(state).map(
    ({ size, dtype }) => size * tf.util.bytesPerElement(dtype),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function kindOf(value: { shape: number[]; dtype: string } | undefined): string {
  return value ? `${value.dtype} [${value.shape.join(", ")}]` : "missing";
}
