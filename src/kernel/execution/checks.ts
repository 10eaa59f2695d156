/**
 * The checks that end an interrupted cell's code from within.
 *
 * Broken in bare tslab: JavaScript has no way to stop code from outside, so a loop after an `await`
 * cannot be interrupted at all, and an interrupted cell goes on and prints into later ones.
 *
 * The compiler (compiler/interrupt-checks.ts) puts calls of these functions into the code of cells
 * and local files. A loop only compares a number in shared memory; what costs more happens once
 * somebody has asked for an interrupt.
 */
import { currentInterruption } from "./cell.js";
import { Slot } from "./interrupt-memory.js";
import { KeyboardInterrupt } from "./interrupt.js";
import type { Watchdog } from "./watchdog.js";

type Settle = (value: unknown) => void;
type Executor = (resolve: Settle, reject: Settle) => unknown;

/** What cell code sees of the checks, by the names under which it does. */
export interface Checks {
  /** Not 0 when loops and functions must call `__stop`. */
  readonly __flag: Int32Array;
  /** Ends the calling code if its cell was interrupted. */
  readonly __stop: () => void;
  /** Passes on what was awaited, unless the cell was interrupted meanwhile. */
  readonly __resume: <T>(value: T) => T;
  /** Gives the executor of a promise that an interrupt rejects. */
  readonly __executor: (executor: unknown) => unknown;
}

export function createChecks(watchdog: Watchdog): Checks {
  return {
    __flag: watchdog.memory,
    __stop: () => {
      watchdog.notice();
      currentInterruption()?.check(true);
    },
    __resume: (value) => {
      if (watchdog.memory[Slot.flag] !== 0) watchdog.notice(); // a loop of promises never lets events in
      currentInterruption()?.check(false);
      return value;
    },
    __executor: (executor) => {
      const interruption = currentInterruption();
      if (!interruption || typeof executor !== "function") return executor;
      const own = executor as Executor;
      const interruptible: Executor = (resolve, reject) => {
        const over = interruption.onStop(() => reject(new KeyboardInterrupt()));
        const first =
          (settle: Settle): Settle =>
          (value) => {
            over();
            settle(value);
          };
        return own(first(resolve), first(reject));
      };
      return interruptible;
    },
  };
}
