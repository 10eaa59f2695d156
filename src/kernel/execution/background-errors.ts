/**
 * Errors that no cell waits for: of promises that nobody awaits, of timers and of events.
 *
 * Broken in bare tslab: they are printed as plain text into the cell that ran last, with tslab's
 * own calls in their stack traces. Fixed here: they go to stderr of the cell that caused them, with
 * that cell's name and the place in its code; the kernel goes on. Can go when tslab does the same.
 */
import { asKernel } from "../built-ins/built-ins.js";
import { currentCell, type Cell } from "./cell.js";
import { KeyboardInterrupt } from "./interrupt.js";
import { describeError } from "../errors/describe-error.js";
import type { SourcePositions } from "../errors/source-positions.js";

/** @param lastCell gives the running cell, or the last one that ran */
export function reportBackgroundErrors(
  positions: SourcePositions,
  lastCell: () => Cell | undefined,
): void {
  const report = (title: string, error: unknown): void => asKernel(() => describe(title, error));
  const describe = (title: string, error: unknown): void => {
    const cell = currentCell() ?? lastCell();
    if (!cell) return void process.stderr.write(`${String(error)}\n`);
    if (error instanceof KeyboardInterrupt) return; // its cell has already ended with this error
    const { traceback } = describeError(error, cell, positions);
    process.stderr.write([`${title} in ${cell.name}:`, ...traceback, ""].join("\n"));
  };
  process.on("unhandledRejection", (reason) => report("Unhandled rejection", reason));
  // Not listeners alone: a cell could remove them, or add one that throws and ends the process. Not
  // Node's capture callback: with it node:domain, and so node:repl, cannot be loaded.
  const emit = process.emit.bind(process) as (event: unknown, ...args: unknown[]) => boolean;
  const emitSafely = (event: unknown, ...args: unknown[]): boolean => {
    if (event !== "uncaughtException") return emit(event, ...args);
    report("Uncaught error", args[0]);
    try {
      emit(event, ...args);
    } catch (error) {
      report("Uncaught error", error);
    }
    return true;
  };
  process.emit = emitSafely as typeof process.emit;
}
