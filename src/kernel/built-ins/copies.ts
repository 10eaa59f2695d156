/**
 * Copies of JavaScript's built-in functions, as they were when the kernel started.
 *
 * After they are taken, nothing here uses the functions that they guard: a cell may have replaced
 * them. Hence the loops by index, the linked lists and the descriptors without a prototype.
 */
const { defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;
const { getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;

type Holder = Record<PropertyKey, unknown>;

/** One property of a built-in object. */
interface Copy {
  readonly holder: Holder;
  readonly key: PropertyKey;
  readonly original: PropertyDescriptor;
  /** The function or object itself; undefined for an accessor. */
  readonly value: unknown;
  /** Its name in messages, such as `Array.prototype.map`. */
  readonly name: string;
  /** Whether the kernel can work with another function in its place, as tests put there. */
  readonly isReplaceable: boolean;
}

/** A property that a cell has changed, as it was before it was put back. */
export interface Change {
  readonly holder: Holder;
  readonly key: PropertyKey;
  readonly name: string;
  /** Undefined if the cell has deleted it. */
  readonly changed: PropertyDescriptor | undefined;
  /** Whether it could still be called, or read, as before. */
  readonly works: boolean;
  readonly next: Change | undefined;
}

const NEEDED = `Object Function Array String Number Boolean Symbol BigInt Error TypeError RangeError
  SyntaxError ReferenceError AggregateError Promise Proxy Reflect Map Set WeakMap WeakSet WeakRef
  RegExp JSON FinalizationRegistry ArrayBuffer SharedArrayBuffer Atomics DataView Int8Array Uint8Array
  Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array Intl
  BigInt64Array BigUint64Array parseInt parseFloat isNaN isFinite encodeURIComponent
  decodeURIComponent queueMicrotask structuredClone AbortController AbortSignal Event EventTarget
  TextDecoder TextEncoder URL URLSearchParams WebAssembly Buffer process globalThis`;
const REPLACEABLE = `Date Math performance setTimeout setInterval setImmediate clearTimeout
  clearInterval clearImmediate`;

/** Objects to which a cell may add properties that all others inherit. */
const ANCESTORS = [Object.prototype, Array.prototype] as unknown as Holder[];
export class BuiltInCopies {
  readonly #copies: Copy[] = [];
  readonly #prototypes: { holder: object; prototype: object | null }[] = [];
  readonly #ancestors = ANCESTORS.map((holder) => ({ holder, keys: ownKeys(holder) }));

  constructor() {
    this.#addGlobals(NEEDED, false);
    this.#addGlobals(REPLACEABLE, true);
    const iterators = [[].values(), new Map().keys(), new Set().keys(), "".matchAll(/x/g)];
    for (const iterator of [...iterators, ""[Symbol.iterator]()])
      for (let p = getPrototypeOf(iterator); p && p !== Object.prototype; p = getPrototypeOf(p))
        this.#addMembers(p, "an iterator", false);
    this.#addMembers(getPrototypeOf(Uint8Array)!, "TypedArray", false);
    for (const name of ["stdout", "stderr"] as const) {
      const { write } = process[name];
      process[name].write = write; // its own property, which can be put back
      this.#add(process[name], "write", `process.${name}.write`, true);
    }
  }

  /** Puts back what was changed. What can be replaced, and still works, stays as it is. */
  restore(): Change | undefined {
    let changes = this.#removeAdditions();
    for (let i = 0; i < this.#prototypes.length; i++) {
      const { holder, prototype } = this.#prototypes[i]!;
      if (getPrototypeOf(holder) !== prototype) setPrototypeOf(holder, prototype);
    }
    for (let i = 0; i < this.#copies.length; i++) {
      const copy = this.#copies[i]!;
      if (isIntact(copy)) continue;
      const { holder, key, original, name } = copy;
      const changed = bare(getOwnPropertyDescriptor(holder, key));
      const isKept = original.get !== undefined && copy.value !== undefined;
      const works = !isKept && isAlike(changed, copy);
      if (works && copy.isReplaceable) continue;
      if (!defineProperty(holder, key, original)) continue; // frozen: it stays as it is
      if (isKept) holder[key] = copy.value;
      changes = { holder, key, name, changed, works, next: changes };
    }
    return changes;
  }

  /** Removes what a cell has added to the ancestors of all objects. */
  #removeAdditions(): Change | undefined {
    let changes: Change | undefined;
    for (let i = 0; i < this.#ancestors.length; i++) {
      const { holder, keys } = this.#ancestors[i]!;
      const present = ownKeys(holder);
      for (let k = 0; present.length > keys.length && k < present.length; k++) {
        const key = present[k]!;
        if (includes(keys, key)) continue;
        const changed = bare(getOwnPropertyDescriptor(holder, key));
        if (!deleteProperty(holder, key)) continue;
        changes = { holder, key, name: "", changed, works: true, next: changes };
      }
    }
    return changes;
  }

  #addGlobals(names: string, isReplaceable: boolean): void {
    for (const name of names.split(/\s+/)) {
      void (globalThis as unknown as Holder)[name]; // some are loaded when they are first read
      this.#add(globalThis, name, name, isReplaceable);
      const { value } = this.#copies.at(-1)!;
      if (value && value !== globalThis) this.#addMembers(value, name, isReplaceable);
    }
  }

  #addMembers(holder: object, name: string, isReplaceable: boolean): void {
    if (this.#prototypes.some((known) => known.holder === holder)) return;
    this.#prototypes.push({ holder, prototype: getPrototypeOf(holder) });
    for (const key of ownKeys(holder)) this.#add(holder, key, memberName(name, key), isReplaceable);
    const prototype: unknown = (holder as Partial<typeof Function>).prototype;
    if (typeof holder === "function" && prototype)
      this.#addMembers(prototype, `${name}.prototype`, isReplaceable);
  }

  #add(holder: object, key: PropertyKey, name: string, isReplaceable: boolean): void {
    const original = bare(getOwnPropertyDescriptor(holder, key));
    if (!original) return;
    const isGlobal = holder === globalThis;
    // Some globals are kept by accessors: only the value shows that they were replaced.
    const value: unknown = isGlobal ? (holder as Holder)[key] : original.value;
    const isNeeded = typeof value === "function" || (isGlobal && typeof value === "object");
    if (!isNeeded && !original.get) return;
    this.#copies.push({ holder: holder as Holder, key, original, value, name, isReplaceable });
  }
}

/** Undoes {@link BuiltInCopies.restore}; of two changes of a property the first in the list wins. */
export function reinstate(change: Change | undefined): void {
  if (!change) return;
  reinstate(change.next);
  if (change.changed) defineProperty(change.holder, change.key, change.changed);
}

function includes(keys: readonly PropertyKey[], key: PropertyKey): boolean {
  for (let i = 0; i < keys.length; i++) if (keys[i] === key) return true;
  return false;
}

function isIntact({ holder, key, original, value }: Copy): boolean {
  if (value === undefined) return getOwnPropertyDescriptor(holder, key)?.get === original.get;
  try {
    return holder[key] === value;
  } catch {
    return false; // an accessor that throws
  }
}

/** Whether a changed property can be used as the original one. */
function isAlike(changed: PropertyDescriptor | undefined, { original, value }: Copy): boolean {
  if (!changed) return false;
  const { value: found } = changed as { value: unknown };
  if (!original.get) return found !== null && typeof found === typeof value;
  return changed.get !== undefined || typeof found === "function";
}

const memberName = (holder: string, key: PropertyKey): string =>
  typeof key === "symbol" ? `${holder}[${key.description}]` : `${holder}.${String(key)}`;

/** Without a prototype, so that a changed Object.prototype adds nothing. */
function bare(descriptor: PropertyDescriptor | undefined): PropertyDescriptor | undefined {
  if (descriptor) setPrototypeOf(descriptor, null);
  return descriptor;
}
