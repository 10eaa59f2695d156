import { formatMegabytes } from "../base/numbers.js";
import type { RemoteFile } from "./remote-file.js";

/** When no address has given the file. */
export function notReached(file: RemoteFile, faults: readonly string[], kept: number): Error {
  const different = [...new Set(faults)].slice(-4).join("; ");
  const resumes = kept > 0 ? ` (it resumes after the first ${formatMegabytes(kept)})` : "";
  return new Error(
    `${file.name} is expected to be downloaded (${formatMegabytes(file.bytes)}) but could not be: ${different}. ` +
      `Check the connection and run this again${resumes}, or get the file in another way and set ` +
      `GANVAS_DATA to the folder that holds it.`,
  );
}

/** When the folder for downloads cannot be written; `undefined` when the error is another one. */
export function folderFault(error: unknown, name: string, folder: string): Error | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new Error(
      `${folder} is expected to have room for ${name} but its disk is full; free some space, or set ` +
        `GANVAS_CACHE to a folder on another disk, and run this again (what has arrived is kept).`,
      { cause: error },
    );
  }
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"].includes(code ?? "")) {
    return new Error(
      `${folder} is expected to be a folder for downloads that can be written but is not (${code}); ` +
        `set GANVAS_CACHE to one that you may write to.`,
      { cause: error },
    );
  }
  return undefined;
}
