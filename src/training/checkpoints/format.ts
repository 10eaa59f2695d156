import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../models/checkpoint.js";
import type { WeightSpec } from "./weights.js";
import type { Json, RunIdentity } from "./identity.js";

/** The number of this format. */
const FORMAT = 1;

/** Where a run stands, beside the values of its variables. */
export interface Position {
  /** The last step that was done. */
  readonly step: number;
  /** The steps at which a number was not finite and the run went back; see `Recovery`. */
  readonly rollbacks: readonly number[];
  /** The median of each metric over the first steps, which the doctor compares with. */
  readonly early: Readonly<Record<string, number>>;
}

/** The contents of `checkpoint.json`. */
export interface CheckpointHeader extends Position {
  /** Counts the checkpoints of a folder, so that the newest is known whatever its step. */
  readonly serial: number;
  readonly identity: RunIdentity;
  /** The metrics of the step. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The metric by which the best checkpoint is kept. */
  readonly best?: { readonly metric: string; readonly value: number };
  readonly weights: {
    /** Name, shape and dtype of each variable, in the order of `weights.bin`. */
    readonly specs: readonly WeightSpec[];
    readonly bytes: number;
    readonly sha256: string;
  };
}

/** Why a checkpoint cannot be used. */
export class Damaged extends Error {
  override readonly name = "Damaged";
}

/** The files of a checkpoint: `checkpoint.json` carries its own checksum and that of the weights. */
export function encode(
  header: CheckpointHeader,
  weights: Uint8Array,
): Record<"checkpoint.json" | "weights.bin", Uint8Array | string> {
  const document = { format: FORMAT, sha256: sha256(JSON.stringify(header)), checkpoint: header };
  return { "weights.bin": weights, "checkpoint.json": `${JSON.stringify(document, null, 2)}\n` };
}

/**
 * Reads and verifies `checkpoint.json`.
 *
 * @throws Damaged when it is missing, truncated or altered
 * @throws Error when it is of a later format
 */
export async function readHeader(folder: string): Promise<CheckpointHeader> {
  const text = (await read(folder, "checkpoint.json")).toString();
  let document: { format?: Json; sha256?: Json; checkpoint?: CheckpointHeader };
  try {
    document = JSON.parse(text);
  } catch {
    throw new Damaged(
      text.trim() ? "its checkpoint.json is truncated" : "its checkpoint.json is empty",
    );
  }
  const { format, checkpoint } = document ?? {};
  if (typeof format === "number" && format > FORMAT) {
    throw new Error(
      `${folder} is expected to be a checkpoint of format ${FORMAT} but is of format ${format}; ` +
        `use the version of Ganvas that wrote it, or a later one.`,
    );
  }
  if (!checkpoint || document.sha256 !== sha256(JSON.stringify(checkpoint))) {
    throw new Damaged("its checkpoint.json is altered");
  }
  return checkpoint;
}

/**
 * Reads and verifies `weights.bin`.
 *
 * @throws Damaged when it is missing, truncated or altered
 */
export async function readWeightBytes(
  folder: string,
  { weights }: CheckpointHeader,
): Promise<Uint8Array> {
  const bytes = await read(folder, "weights.bin");
  if (bytes.length !== weights.bytes) {
    throw new Damaged(`its weights.bin has ${bytes.length} bytes instead of ${weights.bytes}`);
  }
  if (sha256(bytes) !== weights.sha256) throw new Damaged("its weights.bin is altered");
  return bytes;
}

async function read(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Damaged(
      code === "ENOENT" ? `its ${name} is missing` : `its ${name} cannot be read (${code})`,
    );
  }
}
