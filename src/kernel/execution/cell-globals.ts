/**
 * Timers and `fetch` that end when their cell is interrupted.
 *
 * Broken in bare tslab: timers of an interrupted cell fire later and print into other cells; a
 * `fetch` goes on. Fixed here: code of cells and local files finds the functions below under the
 * usual names. Node's globals stay unchanged, since a library's timer may serve several cells.
 */
import timersPromises from "node:timers/promises";
import { currentInterruption } from "./cell.js";

type Callback = (...args: unknown[]) => void;
type Clear = (timer: never) => void;
type Setter = (callback: Callback, ...options: unknown[]) => unknown;

/** For each timer of a cell, the function that removes it from the cell's pending work. */
const forgetTimer = new WeakMap<object, () => void>();

/** `set`, whose timers are cleared when their cell is interrupted. */
function endingWithCell<S>(set: S, clear: Clear, once: boolean): S {
  const original = set as Setter;
  const wrapped = function (callback: Callback, ...options: unknown[]): unknown {
    const interruption = currentInterruption();
    if (!interruption || typeof callback !== "function") return original(callback, ...options);
    const timer = original(
      function (this: unknown, ...args: unknown[]) {
        if (once) forget();
        callback.apply(this, args);
      },
      ...options,
    );
    const forget = interruption.onStop(() => clear(timer as never));
    forgetTimer.set(timer as object, forget);
    return timer;
  };
  // These include the name, and the symbol that util.promisify looks for.
  return Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original)) as S;
}

/** `clear` that also removes the timer from its cell's pending work, which would grow for hours. */
function forgetting<C extends Clear>(clear: C): C {
  const wrapped = (timer: never): void => {
    forgetTimer.get(timer)?.();
    clear(timer);
  };
  return Object.defineProperty(wrapped, "name", { value: clear.name }) as C;
}

const fetchOfCell: typeof fetch = async (input, init) => {
  const signals = [
    currentInterruption()?.signal,
    init?.signal ?? (input instanceof Request ? input.signal : undefined),
  ].filter((signal) => signal !== undefined);
  return signals.length
    ? fetch(input, { ...init, signal: AbortSignal.any(signals) })
    : fetch(input, init);
};

export const cellGlobals = {
  setTimeout: endingWithCell(setTimeout, clearTimeout, true),
  setInterval: endingWithCell(setInterval, clearInterval, false),
  setImmediate: endingWithCell(setImmediate, clearImmediate, true),
  clearTimeout: forgetting(clearTimeout),
  clearInterval: forgetting(clearInterval),
  clearImmediate: forgetting(clearImmediate),
  fetch: Object.defineProperty(fetchOfCell, "name", { value: "fetch" }),
};

type Options = { signal?: AbortSignal } | undefined;

/** `wait`, rejected when its cell is interrupted. @param position index of the options argument */
function waitingWithCell<A extends unknown[], R>(
  wait: (...args: A) => Promise<R>,
  position: number,
): (...args: A) => Promise<R> {
  return async (...args) => {
    const interruption = currentInterruption();
    if (!interruption) return wait(...args);
    const stop = new AbortController();
    const forget = interruption.onStop(() => stop.abort());
    const options = args[position] as Options;
    const signals = options?.signal ? [options.signal, stop.signal] : [stop.signal];
    const all: unknown[] = [...args];
    all[position] = { ...options, signal: AbortSignal.any(signals) };
    try {
      return await wait(...(all as A));
    } finally {
      forget();
    }
  };
}

const { setTimeout: sleep, setImmediate: turn } = timersPromises;
const timersOfCell = {
  ...timersPromises,
  setTimeout: waitingWithCell(sleep, 2),
  setImmediate: waitingWithCell(turn, 1),
};
/** With `default`, for default imports. */
const withDefault = { ...timersOfCell, default: timersOfCell, __esModule: true };

/** Modules of Node in the version for cells, by the names under which they are imported. */
export const cellBuiltins: ReadonlyMap<string, object> = new Map([
  ["timers/promises", withDefault],
  ["node:timers/promises", withDefault],
]);
