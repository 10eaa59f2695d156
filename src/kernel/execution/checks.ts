/**
 * The checks that stop an interrupted cell's code from the inside.
 *
 * Broken in bare tslab: JavaScript cannot stop code from the outside, so a loop after an `await`
 * cannot be interrupted at all, and an interrupted cell goes on and prints into later ones.
 *
 * The compiler (compiler/interrupt-checks.ts) puts calls of these functions into the code of cells
 * and local files. A loop only compares a number in shared memory; the slower work is done only
 * after an interrupt was requested.
 */
import { currentInterruption } from "./cell.js";
import { Slot } from "./interrupt-memory.js";
import { KeyboardInterrupt } from "./interrupt.js";
import type { Watchdog } from "./watchdog.js";

type Settle = (value: unknown) => void;
type Executor = (resolve: Settle, reject: Settle) => unknown;

/** The checks, by the names under which code of cells finds them. */
export interface Checks {
  /** The first element is not 0 if loops and functions must call `__stop`. */
  readonly __flag: Int32Array;
  /** Ends the calling code if its cell was interrupted. */
  readonly __stop: () => void;
  /** Returns the awaited value, unless the cell was interrupted in the meantime. */
  readonly __resume: <T>(value: T) => T;
  /** Wraps the executor of a promise, so that an interrupt rejects the promise. */
  readonly __executor: (executor: unknown) => unknown;
}

export function createChecks(watchdog: Watchdog): Checks {
  return {
    __flag: watchdog.memory,
    __stop: () => {
      watchdog.notice();
      watchdog.heap.check();
      currentInterruption()?.check(true);
    },
    __resume: (value) => {
      if (watchdog.memory[Slot.flag] !== 0) {
        watchdog.notice(); // promises can starve the event loop
        watchdog.heap.check();
      }
      currentInterruption()?.check(false);
      return value;
    },
    __executor: (executor) => {
      const interruption = currentInterruption();
      if (!interruption || typeof executor !== "function") return executor;
      const original = executor as Executor;
      const interruptible: Executor = (resolve, reject) => {
        const forget = interruption.onStop(() => reject(new KeyboardInterrupt()));
        const settleOnce =
          (settle: Settle): Settle =>
          (value) => {
            forget();
            settle(value);
          };
        return original(settleOnce(resolve), settleOnce(reject));
      };
      return interruptible;
    },
  };
}
