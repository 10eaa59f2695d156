/** How long work waits in a kernel that does not report the end of a cell, in milliseconds. */
const WAIT = 2000;

/** Does `work` a little later, for kernels that do not report when a cell ends. */
export function soon(work: () => void | Promise<void>): void {
  setTimeout(() => void Promise.resolve().then(work).catch(console.error), WAIT);
}
