/**
 * Which cell the running code belongs to.
 *
 * A cell's code may go on after the cell has ended: in a timer, behind a promise that nobody awaits.
 * Node's asynchronous context says for each such piece of code which cell set it off, so that its
 * output, its errors and its interruption reach that cell and not the one that happens to run.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Cell } from "./cell.js";

const storage = new AsyncLocalStorage<Cell>();

/** The cell that set the calling code off; undefined for the kernel's own work. */
export const currentCell = (): Cell | undefined => storage.getStore();

/** Does `work` as code of `cell`, and all that it sets off. */
export const asCodeOf = <T>(cell: Cell, work: () => T): T => storage.run(cell, work);
