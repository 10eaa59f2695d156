/**
 * The versions of local files, to notice which of them have changed on the disk.
 *
 * Broken in bare tslab: a watcher of the file system reports a change some time later, so that a
 * cell which runs at once still sees the old file. Fixed here: nothing is watched; before each
 * cell, the files that the compiler has read are compared with the disk. Can go when tslab checks
 * files before it compiles.
 */
import fs from "node:fs";

/** Whether a file is part of an installed package, which does not change while a kernel runs. */
export const inPackage = (file: string): boolean => file.includes("/node_modules/");

export class FileVersions {
  readonly #seen = new Map<string, string>();

  /** Looks at the disk again from now on. */
  lookAgain(): void {
    this.#seen.clear();
  }

  /** A text that changes with the file; empty for a file that is not there. */
  of(file: string): string {
    if (inPackage(file)) return "package";
    const seen = this.#seen.get(file);
    if (seen !== undefined) return seen;
    const stats = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
    const version = stats ? `${stats.mtimeNs} ${stats.size} ${stats.ino}` : "";
    this.#seen.set(file, version);
    return version;
  }
}
