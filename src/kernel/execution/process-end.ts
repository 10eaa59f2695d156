/**
 * Calls of cells that would end the kernel's process: `process.exit()`, `process.abort()`,
 * `process.kill(process.pid)`.
 *
 * Broken in bare tslab: the kernel ends without a word, and all variables are lost. Fixed here: the
 * call throws an error that says what to do instead. Can go when tslab does the same.
 */
import os from "node:os";
import { currentCell } from "./cell.js";

/** Signals that leave a process running: it looks for them, or nothing happens by default. */
const HARMLESS = new Set<string>([
  "SIGINT",
  "SIGUSR1",
  "SIGCHLD",
  "SIGCONT",
  "SIGURG",
  "SIGWINCH",
] satisfies NodeJS.Signals[]);

/** Refuses such calls of cells from now on; the kernel itself can still end the process. */
export function refuseProcessEnd(): void {
  const { exit, abort, kill } = process;
  process.exit = (code) => refused(`exit(${code ?? ""})`, () => exit.call(process, code));
  process.abort = () => refused("abort()", () => abort.call(process));
  process.kill = (pid, signal = "SIGTERM") => {
    const send = (): true => kill.call(process, pid, signal);
    return endsKernel(pid, signal) ? refused(`kill(${pid}, "${nameOf(signal)}")`, send) : send();
  };
}

function refused<T>(call: string, end: () => T): T {
  if (!currentCell()) return end();
  throw new Error(
    `Expected a cell to leave the kernel running, found process.${call}, which would lose all ` +
      "variables: throw an error to end the cell, or shut the kernel down in Jupyter.",
  );
}

function endsKernel(pid: number, signal: string | number): boolean {
  const isKernel = Math.abs(pid) === process.pid || pid === 0; // itself, or its group of processes
  const name = nameOf(signal);
  const isHandled = process.listenerCount(name) > 0 && name !== "SIGKILL" && name !== "SIGSTOP";
  return isKernel && signal !== 0 && !HARMLESS.has(name) && !isHandled;
}

function nameOf(signal: string | number): NodeJS.Signals {
  const entry = Object.entries(os.constants.signals).find(([, number]) => number === signal);
  return (entry?.[0] ?? signal) as NodeJS.Signals;
}
