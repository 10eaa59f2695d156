/** How long work waits where the end of a cell is not known, in milliseconds. */
const WAIT = 2000;

/** Does `work` a little later; for kernels that do not tell when a cell ends. */
export function soon(work: () => void | Promise<void>): void {
  setTimeout(() => void Promise.resolve().then(work).catch(console.error), WAIT);
}
