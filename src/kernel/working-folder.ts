/**
 * The folder that the process works in.
 *
 * Broken in bare Node: `process.cwd()` throws when the folder has been deleted, as a cell may do with
 * a temporary one; then no further cell ran. Here the last folder that was there stands for it.
 */
let last = process.cwd();

export function workingFolder(): string {
  try {
    last = process.cwd();
  } catch {
    // deleted
  }
  return last;
}
