/**
 * Functions of Node whose work ends with an interrupted cell: timers and `fetch`.
 *
 * Broken in bare tslab: timers of an interrupted cell go off later and print into other cells; a
 * `fetch` goes on. Code of cells and local files sees the functions below under the usual names.
 * The real globals stay as they are: a library's timer may serve more than the cell that set it.
 */
import timersPromises from "node:timers/promises";
import { currentInterruption } from "./cell.js";

type Callback = (...args: unknown[]) => void;
type Clear = (timer: never) => void;
type Setter = (callback: Callback, ...rest: unknown[]) => unknown;

/** For each timer of a cell, what makes the cell forget it. */
const forget = new WeakMap<object, () => void>();

/** `set`, with timers that `clear` ends when their cell is interrupted. */
function endingWithCell<S>(set: S, clear: Clear, once: boolean): S {
  const original = set as Setter;
  const ours = function (callback: Callback, ...rest: unknown[]): unknown {
    const interruption = currentInterruption();
    if (!interruption || typeof callback !== "function") return original(callback, ...rest);
    const timer = original(
      function (this: unknown, ...args: unknown[]) {
        if (once) over();
        callback.apply(this, args);
      },
      ...rest,
    );
    const over = interruption.onStop(() => clear(timer as never));
    forget.set(timer as object, over);
    return timer;
  };
  // Among them the name, and what util.promisify looks for.
  return Object.defineProperties(ours, Object.getOwnPropertyDescriptors(original)) as S;
}

/** `clear`, for timers of cells too: a cell that runs for hours may set and clear very many. */
function forgetting<C extends Clear>(clear: C): C {
  const ours = (timer: never): void => {
    forget.get(timer)?.();
    clear(timer);
  };
  return Object.defineProperty(ours, "name", { value: clear.name }) as C;
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

/** `wait`, whose options come at the position `at`, rejecting when its cell is interrupted. */
function waitingWithCell<A extends unknown[], R>(
  wait: (...args: A) => Promise<R>,
  at: number,
): (...args: A) => Promise<R> {
  return async (...args) => {
    const interruption = currentInterruption();
    if (!interruption) return wait(...args);
    const stop = new AbortController();
    const over = interruption.onStop(() => stop.abort());
    const options = args[at] as Options;
    const signals = options?.signal ? [options.signal, stop.signal] : [stop.signal];
    const all: unknown[] = [...args];
    all[at] = { ...options, signal: AbortSignal.any(signals) };
    try {
      return await wait(...(all as A));
    } finally {
      over();
    }
  };
}

const { setTimeout: sleep, setImmediate: turn } = timersPromises;
const timersOfCell = {
  ...timersPromises,
  setTimeout: waitingWithCell(sleep, 2),
  setImmediate: waitingWithCell(turn, 1),
};
/** With `default`, for those who import it whole. */
const withDefault = { ...timersOfCell, default: timersOfCell, __esModule: true };

/** Modules of Node that cells get in such a form, by the names under which they are imported. */
export const cellBuiltins: ReadonlyMap<string, object> = new Map([
  ["timers/promises", withDefault],
  ["node:timers/promises", withDefault],
]);
