/**
 * Errors that no cell waits for: of promises that nobody awaits, of timers and of events.
 *
 * Broken in bare tslab: they are printed as plain text into the cell that ran last, with tslab's
 * own calls in their stack traces, and a cell that calls `process.exit()` loses all variables.
 * Fixed here: they go to stderr of the cell that caused them, with that cell's name and the place
 * in its code; the kernel goes on. Can go when tslab does the same.
 */
import { currentCell, type Cell } from "./cell.js";
import { KeyboardInterrupt } from "./interrupt.js";
import { describeError } from "../errors/describe-error.js";
import type { SourcePositions } from "../errors/source-positions.js";

/** @param lastCell gives the running cell, or the last one that ran */
export function reportBackgroundErrors(
  positions: SourcePositions,
  lastCell: () => Cell | undefined,
): void {
  const report = (title: string, error: unknown): void => {
    const cell = currentCell() ?? lastCell();
    if (!cell) return void process.stderr.write(`${String(error)}\n`);
    if (error instanceof KeyboardInterrupt) return; // its cell has already ended with this error
    const { traceback } = describeError(error, cell, positions);
    process.stderr.write([`${title} in ${cell.name}:`, ...traceback, ""].join("\n"));
  };
  process.on("unhandledRejection", (reason) => report("Unhandled rejection", reason));
  // Not a listener: a cell could remove it, or add another one that throws and ends the process.
  process.setUncaughtExceptionCaptureCallback((error) => report("Uncaught error", error));

  const exit = process.exit.bind(process);
  process.exit = (code) => {
    if (!currentCell()) return exit(code);
    throw new Error(
      `Expected a cell to leave the kernel running, found process.exit(${code ?? ""}), which would ` +
        "lose all variables: throw an error to end the cell, or shut the kernel down in Jupyter.",
    );
  };
}
