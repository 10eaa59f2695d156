import { access, constants, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { refusal } from "../../base/errors.js";
import { kernelHost } from "../../base/host.js";
import { makeFolder } from "../../files/folders.js";
import { takeLock, type Lock } from "../../files/lock.js";
import { Damaged, OtherFormat, readHeader, type CheckpointHeader } from "./format.js";
import type { Whole } from "./retention.js";

/** A checkpoint in a folder. */
export interface Stored {
  readonly path: string;
  /** Absent when the checkpoint is damaged. */
  readonly header?: CheckpointHeader;
  /** The damage, in words. */
  readonly damage?: string;
  /** For one that another version of the library wrote. */
  readonly otherFormat?: OtherFormat;
}

const NAME = /^step-\d{6,}(-\d+)?$/;

/** The name of a step's checkpoint that is still free. */
export function freeName(step: number, taken: readonly string[]): string {
  const name = `step-${String(step).padStart(6, "0")}`;
  let candidate = name;
  for (let n = 2; taken.includes(candidate); n++) candidate = `${name}-${n}`;
  return candidate;
}

/**
 * Makes sure that a folder exists and can be written.
 *
 * @throws Error when it is not a folder or cannot be written
 */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    makeFolder(folder);
    await access(folder, constants.W_OK | constants.R_OK);
  } catch (error) {
    throw new Error(
      `The checkpoints' folder ${folder} is expected to be one that can be written, but it ` +
        `${reason(error)}; pass another one or change its permissions.`,
      { cause: error },
    );
  }
}

/** @throws Error when a run uses the folder already */
export async function lockFolder(folder: string): Promise<Lock> {
  return takeLock(join(folder, ".lock"), {
    onRunning: ({ host, pid, isSelf }) => {
      const holder = isSelf ? "another run of this process" : `process ${pid} on ${host}`;
      const advice = isSelf ? 'end that run with "await training.return()"' : "end that process";
      throw new Error(
        refusal(
          `The checkpoints' folder ${folder}`,
          "used by one run at a time",
          `in use by ${holder}`,
          `${advice}, or pass another folder`,
        ),
      );
    },
    onWait: () =>
      console.info(
        `${folder} is locked by a run on another computer or in another container; waiting up to a ` +
          "minute to see whether that one still runs.",
      ),
    signal: kernelHost()?.signal,
  });
}

/** All checkpoints of a folder, the newest first, damaged ones at the end; none without a folder. */
export async function storedIn(folder: string): Promise<Stored[]> {
  const names = await readdir(folder).catch((error: unknown) => (unlessGone(error), []));
  const paths = names.filter((name) => NAME.test(name)).map((name) => join(folder, name));
  const all = await Promise.all(paths.map(stored));
  return all.sort((a, b) => (b.header?.serial ?? -1) - (a.header?.serial ?? -1));
}

/** The intact ones of some checkpoints. */
export const whole = (checkpoints: readonly Stored[]): Whole[] =>
  checkpoints.flatMap(({ path, header }) => (header ? [{ path, header }] : []));

/** @throws Error when another version of the library wrote one of the checkpoints */
export function checkFormats(checkpoints: readonly Stored[]): void {
  for (const { otherFormat } of checkpoints) if (otherFormat) throw otherFormat;
}

async function stored(path: string): Promise<Stored> {
  try {
    return { path, header: await readHeader(path) };
  } catch (error) {
    if (error instanceof OtherFormat) return { path, otherFormat: error };
    if (error instanceof Damaged) return { path, damage: `${basename(path)}: ${error.message}` };
    throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "has no space left on its disk",
  EDQUOT: "has used up its disk quota",
  EACCES: "may not be written",
  EPERM: "may not be written",
  EROFS: "is on a read-only disk",
  EEXIST: "is a file",
  ENOTDIR: "lies below a file",
  ENOENT: "cannot be made there",
};

/** A file system's error in words that go with a folder. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ""] ?? `gives the error "${message}"`;
}

export const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** A full disk takes no lock, and nothing else: the first checkpoint that it takes needs one. */
export function unlessFull(error: unknown): undefined {
  if (!["ENOSPC", "EDQUOT"].includes(codeOf(error) ?? "")) throw error;
}

/** Something that is to be read or deleted may be gone. */
export function unlessGone(error: unknown): void {
  if (codeOf(error) !== "ENOENT") throw error;
}
