import { basename } from "node:path";
import type { TrainingState } from "../state.js";
import type { Stored } from "./folder.js";
import { Damaged, readWeightBytes, type CheckpointHeader } from "./format.js";
import { firstDifference, type RunIdentity } from "./identity.js";
import { restoreState } from "./weights.js";

/**
 * Puts the newest whole checkpoint into a state, and warns of damaged ones.
 *
 * @param stored all checkpoints of the folder, the newest first; at least one
 * @throws Error when that checkpoint is of another run, or when none is whole
 */
export async function resume(
  folder: string,
  stored: readonly Stored[],
  identity: RunIdentity,
  state: TrainingState,
): Promise<CheckpointHeader> {
  const damages = stored.flatMap(({ damage }) => damage ?? []);
  for (const { path, header } of stored) {
    if (!header) continue;
    checkIdentity(folder, header, identity);
    const bytes = await readWeightBytes(path, header).catch((error: unknown) => {
      if (!(error instanceof Damaged)) throw error;
      damages.push(`${basename(path)}: ${error.message}`);
      return undefined;
    });
    if (!bytes) continue;
    restoreState(state, header.weights.specs, bytes, path);
    if (damages.length > 0) warn(folder, damages, basename(path));
    return header;
  }
  throw new Error(
    `A checkpoint in ${folder} is expected to be whole but all are damaged ` +
      `(${damages.join("; ")}); use another folder, or restart: true to start again.`,
  );
}

/** @throws Error when a checkpoint is of another run */
export function checkIdentity(
  folder: string,
  header: CheckpointHeader,
  identity: RunIdentity,
): void {
  const difference = firstDifference(header.identity, identity);
  if (!difference) return;
  const { name, stored, current } = difference;
  throw new Error(
    `The checkpoints in ${folder} are expected to be of this run but differ in ${name}: it is ` +
      `${stored} there and ${current} here; use another folder, or restart: true to start again.`,
  );
}

function warn(folder: string, damages: readonly string[], used: string): void {
  console.warn(
    `The checkpoints in ${folder} are expected to be whole but not all are ` +
      `(${damages.join("; ")}); those stay as they are, and ${used} is used.`,
  );
}
