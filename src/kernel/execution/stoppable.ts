/** Runs code that V8 stops when a SIGINT arrives, whatever the code does. */
import vm from "node:vm";

const CALL = Symbol.for("ganvas.kernel.call");
const call = new vm.Script(`globalThis[Symbol.for("ganvas.kernel.call")]()`, {
  filename: "ganvas-kernel-call", // hidden in stack traces by this name
});

/** Calls `work`; if a SIGINT ended it, calls `stopped`. Of nested calls the innermost is ended. */
export function stoppable<T>(work: () => T, stopped: () => T): T {
  const holder = globalThis as { [CALL]?: () => T };
  holder[CALL] = work;
  try {
    return call.runInThisContext({ breakOnSigint: true }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException)?.code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
    return stopped();
  } finally {
    delete holder[CALL];
  }
}
