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
  _propagate?(this: Internals, resource: object, trigger: unknown, type: unknown): void;
}

// Taken before a cell can replace them: Node ends the process when a note cannot be put.
const { defineProperty, getOwnPropertySymbols, hasOwn } = Object;
const { apply } = Reflect;
const HIDDEN = Object.assign(Object.create(null) as object, { enumerable: false });

const NOTES = /^(async_id_symbol|trigger_async_id_symbol|kResourceStore)$/;

/** Makes the notes of a storage, and those on promises, invisible to `inspect`. */
export function hideContext(storage: AsyncLocalStorage<unknown>): void {
  const internals = storage as Internals;
  const { kResourceStore, _propagate } = internals;
  if (!kResourceStore || !_propagate) return;
  internals._propagate = function (resource, trigger, type) {
    apply(_propagate, this, [resource, trigger, type]);
    if (hasOwn(resource, kResourceStore)) hide(resource, kResourceStore);
  };
  // Node itself numbers promises, in a way that nothing can intercept.
  Reflect.defineProperty(Promise.prototype, inspect.custom, {
    configurable: true,
    writable: true,
    value: function (this: Promise<unknown>) {
      for (const symbol of getOwnPropertySymbols(this)) {
        if (NOTES.test(symbol.description ?? "")) hide(this, symbol);
      }
      return this; // inspected as ever
    },
  });
}

function hide(resource: object, symbol: symbol): void {
  defineProperty(resource, symbol, HIDDEN);
}
