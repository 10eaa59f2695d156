/**
 * The timers of TypeScript's watch mode.
 *
 * Broken in bare tslab: the watcher has two timers, one to compile again and one to look again for
 * modules that it did not find. tslab holds a single one and takes the second for the first, so
 * once a file appears beside the notebook every cell fails with "Unexpected pending rebuildTimer".
 * Here only the timer to compile is tslab's; the other is an ordinary one. Can go when tslab tells
 * them apart.
 */
import type ts from "typescript";

type Callback = (...args: unknown[]) => void;

/** The name of the function with which TypeScript compiles again. */
const COMPILE = "updateProgramWithWatchStatus";

/** `system` with the timers mended. */
export function separateTimers(system: ts.System): ts.System {
  const ordinary = new Set<unknown>();
  return Object.assign(Object.create(system) as ts.System, {
    setTimeout: (callback: Callback, milliseconds: number, ...args: unknown[]): unknown => {
      if (callback.name === COMPILE) return system.setTimeout!(callback, milliseconds, ...args);
      const timer = setTimeout(() => {
        ordinary.delete(timer);
        callback(...args);
      }, milliseconds);
      timer.unref();
      ordinary.add(timer);
      return timer;
    },
    clearTimeout: (timer: unknown): void => {
      if (ordinary.delete(timer)) clearTimeout(timer as NodeJS.Timeout);
      else system.clearTimeout!(timer);
    },
  });
}
