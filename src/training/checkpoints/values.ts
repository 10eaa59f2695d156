import { sha256 } from "../../models/checkpoint.js";
import type { Snapshot } from "../snapshots.js";
import type { TrainingState } from "../state.js";
import type { CheckpointHeader, StoredSnapshot } from "./format.js";
import { encodeState } from "./weights.js";

/** The values that a checkpoint holds: files by name, and the parts of the header that tell of them. */
export interface CheckpointValues extends Pick<CheckpointHeader, "weights" | "snapshots"> {
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/**
 * The values of a run.
 *
 * @param step the last step that the state has seen; a snapshot of that step has the same file
 * @param snapshots the states to which the run may roll back, the older one first
 */
export async function checkpointValues(
  step: number,
  state: TrainingState,
  snapshots: readonly Snapshot[],
): Promise<CheckpointValues> {
  const { specs, bytes } = await encodeState(state);
  const files: Record<string, Uint8Array> = { "weights.bin": bytes };
  const stored: StoredSnapshot[] = [];
  for (const snapshot of snapshots) {
    const file = snapshot.step === step ? "weights.bin" : `snapshot-${snapshot.step}.bin`;
    files[file] ??= (await encodeState(snapshot.values)).bytes;
    stored.push({ step: snapshot.step, file, ...summary(files[file]) });
  }
  return { files, weights: { specs, ...summary(bytes) }, snapshots: stored };
}

const summary = (bytes: Uint8Array) => ({ bytes: bytes.length, sha256: sha256(bytes) });
