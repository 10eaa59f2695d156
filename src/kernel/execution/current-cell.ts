/**
 * Which cell the running code belongs to.
 *
 * A cell's code may go on after the cell has ended: in a timer, behind a promise that nobody awaits.
 * Node's asynchronous context says for each such piece of code which cell set it off, so that its
 * output, its errors and its interruption reach that cell and not the one that happens to run.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Cell } from "./cell.js";
import type { Interruption } from "./interrupt.js";

interface Origin {
  readonly cell: Cell;
  readonly interruption: Interruption;
}

const storage = new AsyncLocalStorage<Origin>();

/** The cell that set the calling code off; undefined for the kernel's own work. */
export const currentCell = (): Cell | undefined => storage.getStore()?.cell;

/** What can interrupt the calling code. */
export const currentInterruption = (): Interruption | undefined => storage.getStore()?.interruption;

/**
 * Does `work` as code of `cell`, and all that it sets off.
 *
 * @param interruption the cell's, or for code that runs at an event after the cell, one of its own
 */
export const asCodeOf = <T>(
  cell: Cell,
  work: () => T,
  interruption: Interruption = cell.interruption,
): T => storage.run({ cell, interruption }, work);
