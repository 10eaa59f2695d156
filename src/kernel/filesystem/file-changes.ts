/**
 * Notices local files that have changed on the disk.
 *
 * Broken in bare tslab: a watcher of the file system reports a change some time later, so that a
 * cell which runs at once still sees the old file. Fixed here: nothing is watched; before each
 * cell, the files that the compiler has read are compared with the disk. Can go when tslab checks
 * files before it compiles.
 */
import fs from "node:fs";
import type ts from "typescript";

interface Watched {
  readonly report: ts.FileWatcherCallback;
  state: string;
}

/** Values of TypeScript's `FileWatcherEventKind`. */
const CREATED = 0;
const CHANGED = 1;
const DELETED = 2;
const ABSENT = "absent";

export class FileChanges {
  readonly #watched = new Map<string, Watched>();

  /** `system`, with files watched by this object and folders not at all. */
  watchedBy(system: ts.System): ts.System {
    return Object.assign(Object.create(system) as ts.System, {
      watchFile: (file: string, report: ts.FileWatcherCallback): ts.FileWatcher => {
        const watched = { report, state: stateOf(file) };
        this.#watched.set(file, watched);
        return {
          close: () => {
            if (this.#watched.get(file) === watched) this.#watched.delete(file);
          },
        };
      },
      // New files are found because modules are resolved again for each cell.
      watchDirectory: (): ts.FileWatcher => ({ close: () => {} }),
    });
  }

  /** Reports all changes since the last call to the compiler. */
  report(): void {
    for (const [file, watched] of [...this.#watched]) {
      const state = stateOf(file);
      if (state === watched.state) continue;
      const kind = watched.state === ABSENT ? CREATED : state === ABSENT ? DELETED : CHANGED;
      watched.state = state;
      watched.report(file, kind);
    }
  }
}

function stateOf(file: string): string {
  const stats = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.mtimeNs} ${stats.size} ${stats.ino}` : ABSENT;
}
