/**
 * Hides Node's notes on asynchronous context from printed values.
 *
 * Up to Node 22 the context of a cell is kept in symbols of promises, timers and other resources, which
 * `console.log` would show: `Promise { 1, [Symbol(async_id_symbol)]: 8, … }` with the cell's own code.
 */
import type { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "node:util";

/** The members of Node's storage that put notes on resources; later versions have none. */
interface Internals {
  readonly kResourceStore?: symbol;
  _propagate?(this: Internals, resource: object, ...rest: unknown[]): void;
}

const NOTES = /^(async_id_symbol|trigger_async_id_symbol|kResourceStore)$/;

/** Makes the notes of a storage, and those on promises, invisible to `inspect`. */
export function hideContext(storage: AsyncLocalStorage<unknown>): void {
  const internals = storage as Internals;
  const { kResourceStore, _propagate } = internals;
  if (!kResourceStore || !_propagate) return;
  internals._propagate = function (resource, ...rest) {
    _propagate.call(this, resource, ...rest);
    if (Object.hasOwn(resource, kResourceStore)) hide(resource, kResourceStore);
  };
  // Node itself numbers promises, in a way that nothing can intercept.
  Reflect.defineProperty(Promise.prototype, inspect.custom, {
    configurable: true,
    writable: true,
    value: function (this: Promise<unknown>) {
      for (const symbol of Object.getOwnPropertySymbols(this)) {
        if (NOTES.test(symbol.description ?? "")) hide(this, symbol);
      }
      return this; // inspected as ever
    },
  });
}

function hide(resource: object, symbol: symbol): void {
  Object.defineProperty(resource, symbol, { enumerable: false });
}
