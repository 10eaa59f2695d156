import { statfsSync } from "node:fs";
import { SetupError } from "./setup-error.mjs";

/**
 * Free space for this user on the disk that holds `folder`, in megabytes.
 *
 * @param {string} folder an existing folder
 */
export function freeMegabytes(folder) {
  const disk = statfsSync(folder);
  return (disk.bavail * disk.bsize) / 1e6;
}

/**
 * @param {string} folder
 * @param {number} needed in megabytes
 * @param {(folder: string) => number} [free]
 * @throws {SetupError} when there is less
 */
export function requireSpace(folder, needed, free = freeMegabytes) {
  const megabytes = free(folder);
  if (megabytes >= needed) return;
  throw new SetupError(
    `The set-up still needs about ${Math.ceil(needed)} MB on the disk of ${folder}, but ${Math.floor(megabytes)} MB are free: free some space and run the command again.`,
    "disk",
  );
}
