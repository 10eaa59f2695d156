import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { kernelHost } from "../display/index.js";
import { folderFault, notReached } from "./download-errors.js";
import { fetchRest, ServerFault } from "./fetch-rest.js";
import { checksumOf, sizeOf } from "./files.js";
import { makeFolder } from "./folders.js";
import { withLock } from "./lock.js";
import { megabytes, ProgressLine } from "../display/progress-line.js";
import type { DownloadOptions, RemoteFile } from "./remote-file.js";

/** A download on its way. */
interface Target {
  readonly file: RemoteFile;
  /** Path of the partial file. */
  readonly part: string;
  /** The faults so far, in words. */
  readonly faults: string[];
}

/**
 * Downloads a file into a folder, unless it is there.
 *
 * Received bytes are kept in `NAME.part`, from which a later call resumes; only a file whose checksum
 * is right gets its name. Programs that want the same file wait for each other.
 *
 * @returns the file's path
 * @throws Error when no address gives the right file, or when the folder cannot be written
 */
export async function download(
  file: RemoteFile,
  folder: string,
  options: DownloadOptions = {},
): Promise<string> {
  const path = join(folder, file.name);
  if ((await checksumOf(path)) === file.sha256) return path;
  const signal = options.signal ?? kernelHost()?.signal;
  try {
    makeFolder(dirname(path));
    const lock = {
      signal,
      onWait: () => console.error(`${path}: waiting for another download of it.`),
    };
    await withLock(
      `${path}.lock`,
      async () => {
        if ((await checksumOf(path)) === file.sha256) return; // the other download has brought it
        await fetchWhole(file, path, { ...options, signal });
      },
      lock,
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw folderFault(error, file.name, folder) ?? error;
  }
  return path;
}

async function fetchWhole(file: RemoteFile, path: string, options: DownloadOptions): Promise<void> {
  const line = new ProgressLine(`Downloading ${file.name}`, megabytes);
  const onProgress = options.onProgress ?? ((standing) => line.update(standing));
  const target: Target = { file, part: `${path}.part`, faults: [] };
  let ended = "stopped";
  try {
    for (const url of file.urls) {
      if (!(await fetchFrom(url, target, { ...options, onProgress }))) continue;
      await rename(target.part, path);
      ended = "done";
      return;
    }
    throw notReached(file, target.faults, (await sizeOf(target.part)) ?? 0);
  } finally {
    const done = (await sizeOf(ended === "done" ? path : target.part)) ?? 0;
    if (!options.onProgress) line.end({ done, total: file.bytes }, ended);
  }
}

/** @returns whether the whole, right file is in `part` now */
async function fetchFrom(
  url: string,
  { file, part, faults }: Target,
  options: DownloadOptions,
): Promise<boolean> {
  const { attempts = 3, backoff = 1, signal } = options;
  let fruitless = 0;
  for (let fresh = false; fruitless < attempts;) {
    const before = (await sizeOf(part)) ?? 0;
    if (before === 0) fresh = true; // every byte of the part will be of this address
    try {
      await fetchRest(url, part, file.bytes, options);
      if ((await checksumOf(part)) === file.sha256) return true;
      await rm(part);
      faults.push(`${url} sent ${file.bytes} bytes with another checksum`);
      if (fresh) return false;
      // Otherwise the part's beginning may have been at fault: once more from the start.
    } catch (error) {
      if (!(error instanceof ServerFault)) throw error;
      faults.push(`${url} ${error.message}`);
      if (error.final) return false;
      fruitless = ((await sizeOf(part)) ?? 0) > before ? 0 : fruitless + 1;
      if (fruitless < attempts)
        await pause(1000 * backoff * 2 ** Math.max(0, fruitless - 1), undefined, { signal });
    }
  }
  return false;
}
