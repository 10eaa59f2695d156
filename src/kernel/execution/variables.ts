/**
 * The variables of the notebook, and which of them a running cell has declared so far.
 *
 * Compiled cells read and write `all.x`, and where they declare x they assign to `declared.x`
 * instead (see compiler/cell-body.ts). These assignments record how far a cell has come.
 */
export interface Declaring {
  /** The object whose properties the cell assigns to declare variables. */
  readonly accept: object;
  /** Ends the cell and returns the names it has declared; later declarations are ignored. */
  end(): ReadonlySet<string>;
}

/** A value that is read again at each use. */
class Link {
  constructor(readonly get: () => unknown) {}
}

export class Variables {
  /**
   * Without a prototype. Not by Object.create(null): V8 reads properties of its objects more
   * slowly.
   */
  readonly all = Object.setPrototypeOf({}, null) as Record<string, unknown>;

  declaring(): Declaring {
    const reached = new Set<string>();
    let ended = false;
    const accept = new Proxy(Object.create(null) as object, {
      set: (_target, name, value: unknown) => {
        if (ended) return true;
        reached.add(String(name));
        this.#put(String(name), value);
        return true;
      },
    });
    return {
      accept,
      end: () => {
        ended = true;
        return reached;
      },
    };
  }

  /** Declares an imported name. Its value is read through `get`, since the module may change it. */
  link(declared: object, name: string, get: () => unknown): void {
    (declared as Record<string, unknown>)[name] = new Link(get);
  }

  #put(name: string, value: unknown): void {
    const isLink = value instanceof Link;
    Object.defineProperty(this.all, name, {
      configurable: true,
      enumerable: true,
      ...(isLink ? { get: value.get } : { value, writable: true }),
    });
  }
}
