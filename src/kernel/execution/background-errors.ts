/**
 * Errors that no cell waits for: rejected promises that nobody awaits, what timers and events throw.
 *
 * Broken in bare tslab: they are printed as plain text into whichever cell ran last, with tslab's
 * own calls in their stack traces, and a cell that calls `process.exit()` takes all variables with
 * it. Here they go to stderr of the cell that caused them, which they name, with the place in its
 * code; the kernel goes on. Can go when tslab reports them so.
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
  const report = (what: string, error: unknown): void => {
    const cell = currentCell() ?? lastCell();
    if (!cell) return void process.stderr.write(`${String(error)}\n`);
    if (error instanceof KeyboardInterrupt) return; // its cell has ended with one
    const { traceback } = describeError(error, cell, positions);
    process.stderr.write([`${what} in ${cell.name}:`, ...traceback, ""].join("\n"));
  };
  process.on("unhandledRejection", (reason) => report("Unhandled rejection", reason));
  // Not a listener: code of a cell could remove it, or add one that throws and so ends the process.
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
