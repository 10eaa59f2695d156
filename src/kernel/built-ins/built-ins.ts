/**
 * Keeps the kernel working when a cell replaces JavaScript's built-in functions.
 *
 * Broken in bare tslab: kernel and cells share them, so `delete globalThis.JSON` or
 * `Array.prototype.map = null` in a cell also breaks the kernel, which then answers nothing.
 *
 * Fixed here: the kernel works with the functions that it found when it started. A cell's own
 * functions in their place are set aside while the kernel works. If a cell has put something else
 * there, or nothing, the original comes back for good. Can go when the kernel has its own realm.
 */
import { BuiltInCopies, reinstate, type Change } from "./copies.js";

/** Names in one message. */
const MAX_NAMES = 5;

let copies: BuiltInCopies | undefined;
/** Functions of cells in the place of built-ins, while they are set aside. */
let aside: Change | undefined;
/** Names of the built-ins that were put back for good since the last message. */
let broken: { readonly name: string; readonly next: typeof broken } | undefined;
/** The cell whose code finds its own functions in place; undefined while the kernel works. */
let user: object | undefined;

/** Takes the copies. Must be called after the kernel has replaced functions itself. */
export function copyBuiltIns(): void {
  copies = new BuiltInCopies();
}

/** Does the kernel's own work, also when the code of a cell calls it. */
export function asKernel<T>(work: () => T): T {
  const caller = user;
  user = undefined;
  restore();
  try {
    return work();
  } finally {
    if (caller && !user) giveBack(caller);
  }
}

/** Lets code of a cell run with its own functions in place, until the result is called. */
export function asUser(): () => void {
  const cell = {};
  giveBack(cell);
  return () => {
    if (user === cell) user = undefined;
    if (!user) restore();
  };
}

/** A sentence about built-ins that were put back for good since the last call. */
export function complaint(): string | undefined {
  const names: string[] = [];
  for (; broken; broken = broken.next) names.unshift(broken.name);
  if (!names.length) return undefined;
  const shown = names.slice(0, MAX_NAMES).join(", ");
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : "";
  return (
    `Expected the cell to leave ${shown}${more} usable, found something else in ` +
    `${names.length > 1 ? "their" : "its"} place: the original is back; use other names for your own.`
  );
}

function giveBack(cell: object): void {
  const changes = aside;
  aside = undefined;
  user = cell;
  reinstate(changes);
}

function restore(): void {
  for (let change = copies?.restore(); change; change = change.next) {
    if (change.works) aside = { ...change, next: aside };
    else broken = { name: change.name, next: broken };
  }
}
