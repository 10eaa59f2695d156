import * as tf from "@tensorflow/tfjs";
import type { TrainingState } from "../state.js";

/** Name, shape and dtype of a variable in `weights.bin`. */
export type WeightSpec = Pick<tf.io.WeightsManifestEntry, "name" | "shape" | "dtype">;

/** The values of a state one after the other, in the layout of TF.js's weight files. */
export async function encodeState(
  state: TrainingState,
): Promise<{ specs: WeightSpec[]; bytes: Uint8Array }> {
  const { data, specs } = await tf.io.encodeWeights({ ...state });
  return { specs, bytes: new Uint8Array(data) };
}

/**
 * Puts stored values into the variables of the same names.
 *
 * @param folder for messages
 * @throws Error when names, shapes or dtypes are not the state's; nothing is changed then
 */
export function restoreState(
  state: TrainingState,
  specs: readonly WeightSpec[],
  bytes: Uint8Array,
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
  tf.tidy(() => {
    const copy = new Uint8Array(bytes).buffer; // aligned, whatever the file's buffer was
    const values = tf.io.decodeWeights(copy, [...specs] as tf.io.WeightsManifestEntry[]);
    for (const [name, variable] of Object.entries(state)) variable.assign(values[name]!);
  });
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
