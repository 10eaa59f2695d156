import { basename } from "node:path";
import { Snapshot } from "../snapshots.js";
import type { TrainingState } from "../state.js";
import { checkFormats, type Stored } from "./folder.js";
import { Damaged, readValues, version, type CheckpointHeader, type Position } from "./format.js";
import { firstDifference, withoutCode, type RunIdentity } from "./identity.js";
import { checkSpecs, decodeState } from "./weights.js";

/** Where a resumed run stands, and the states to which it may roll back; they are the caller's. */
export type Resumed = Position & { readonly snapshots: readonly Snapshot[] };

/**
 * Puts the newest whole checkpoint into a state, and warns of damaged ones.
 *
 * @param stored all checkpoints of the folder, the newest first; at least one
 * @throws Error when that checkpoint is of another run, one is of another format, or none is whole
 */
export async function resume(
  folder: string,
  stored: readonly Stored[],
  identity: RunIdentity,
  state: TrainingState,
): Promise<Resumed> {
  checkFormats(stored);
  const damages = stored.flatMap(({ damage }) => damage ?? []);
  for (const { path, header } of stored) {
    if (!header) continue;
    checkIdentity(folder, header, identity);
    checkSpecs(state, header.weights.specs, path);
    const files = await readFiles(path, header).catch((error: unknown) => {
      if (!(error instanceof Damaged)) throw error;
      damages.push(`${basename(path)}: ${error.message}`);
      return undefined;
    });
    if (!files) continue;
    const { step, rollbacks, early } = header;
    const at = (which: number, bytes: Uint8Array) =>
      new Snapshot(state, which, decodeState(header.weights.specs, bytes));
    const present = at(step, files.get("weights.bin")!);
    present.restore();
    present.dispose();
    const snapshots = header.snapshots.map((entry) => at(entry.step, files.get(entry.file)!));
    if (damages.length > 0) warn(folder, damages, basename(path));
    if (header.version !== version) warnOfVersion(path, header.version);
    return { step, rollbacks, early, snapshots };
  }
  throw new Error(
    `A checkpoint in ${folder} is expected to be whole but all are damaged ` +
      `(${damages.join("; ")}); use another folder, or restart: true to start again.`,
  );
}

/** The content of a checkpoint's files of values, by their names. */
async function readFiles(
  path: string,
  { weights, snapshots }: CheckpointHeader,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map([["weights.bin", await readValues(path, "weights.bin", weights)]]);
  for (const entry of snapshots) {
    if (!files.has(entry.file)) files.set(entry.file, await readValues(path, entry.file, entry));
  }
  return files;
}

/**
 * Where a checkpoint's run differs first from a run, in its settings or else in the code of a function.
 * Code counts only where the same version of the library wrote the checkpoint, because the library's
 * own functions are among them.
 */
export function differenceTo(header: CheckpointHeader, identity: RunIdentity) {
  const difference = firstDifference(withoutCode(header.identity), withoutCode(identity));
  if (difference || header.version !== version) return difference;
  return firstDifference(header.identity, identity);
}

/** @throws Error when a checkpoint is of another run */
export function checkIdentity(
  folder: string,
  header: CheckpointHeader,
  identity: RunIdentity,
): void {
  const difference = differenceTo(header, identity);
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

function warnOfVersion(path: string, other: string): void {
  console.warn(
    `${path} is expected to be written by Ganvas ${version} but was by ${other}; make sure that your ` +
      "own losses and functions are still the same: all other settings are.",
  );
}
