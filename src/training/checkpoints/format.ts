import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { refusal } from "../../base/errors.js";
import { sha256 } from "../../models/checkpoint.js";
import type { WeightSpec } from "./weights.js";
import type { Json, RunIdentity } from "./identity.js";

/** The number of this format. The first one held no snapshots, and an identity that told less. */
const FORMAT = 2;

/** The version of the library. */
export const { version } = createRequire(import.meta.url)("../../../package.json") as {
  version: string;
};

/** Where a run stands, beside the values of its variables. */
export interface Position {
  /** The last step that was done. */
  readonly step: number;
  /** The steps at which a number was not finite and the run went back; see `Recovery`. */
  readonly rollbacks: readonly number[];
  /** The median of each metric over the first steps, which the doctor compares with. */
  readonly early: Readonly<Record<string, number>>;
}

/** A file of values, all of the specs of `weights`. */
interface ValuesFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** A snapshot to which the run may roll back, see `Snapshots`. */
export interface StoredSnapshot extends ValuesFile {
  readonly step: number;
  /** `weights.bin` where the run stands at this step. */
  readonly file: string;
}

/** The contents of `checkpoint.json`. */
export interface CheckpointHeader extends Position {
  /** Counts the checkpoints of a folder, so that the newest is known whatever its step. */
  readonly serial: number;
  /** The version of the library that wrote it. */
  readonly version: string;
  readonly identity: RunIdentity;
  /** The metrics of the step. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The metric by which the best checkpoint is kept. */
  readonly best?: { readonly metric: string; readonly value: number };
  readonly weights: ValuesFile & {
    /** Name, shape and dtype of each variable, in the order of `weights.bin`. */
    readonly specs: readonly WeightSpec[];
  };
  /** The older one first; none without a doctor that rolls back. */
  readonly snapshots: readonly StoredSnapshot[];
}

/** Why a checkpoint cannot be used. */
export class Damaged extends Error {
  override readonly name = "Damaged";
}

/** Why a checkpoint of another version of the library cannot be used. */
export class OtherFormat extends Error {
  override readonly name = "OtherFormat";
}

/** The file `checkpoint.json`, which carries its own checksum and those of the other files. */
export function encode(header: CheckpointHeader): string {
  const document = { format: FORMAT, sha256: sha256(JSON.stringify(header)), checkpoint: header };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Reads and verifies `checkpoint.json`.
 *
 * @throws Damaged when it is missing, truncated or altered
 * @throws OtherFormat when another version of the library wrote it
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
  if (typeof format === "number" && format !== FORMAT) {
    const use = format > FORMAT ? "the version of Ganvas that wrote it, or a later one" : OLDER;
    throw new OtherFormat(
      refusal(folder, `a checkpoint of format ${FORMAT}`, `of format ${format}`, `use ${use}`),
    );
  }
  if (!checkpoint || document.sha256 !== sha256(JSON.stringify(checkpoint))) {
    throw new Damaged("its checkpoint.json is altered");
  }
  return checkpoint;
}

const OLDER =
  "the version of Ganvas that wrote it, another folder, or restart: true to start again";

/**
 * Reads and verifies a file of values.
 *
 * @throws Damaged when it is missing, truncated or altered
 */
export async function readValues(
  folder: string,
  name: string,
  expected: ValuesFile,
): Promise<Uint8Array> {
  const bytes = await read(folder, name);
  if (bytes.length !== expected.bytes) {
    throw new Damaged(`its ${name} has ${bytes.length} bytes instead of ${expected.bytes}`);
  }
  if (sha256(bytes) !== expected.sha256) throw new Damaged(`its ${name} is altered`);
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
