/**
 * The variables of the notebook, and which of them a running cell has declared so far.
 *
 * Compiled cells read and write `all.x`, and where they declare x they assign to `declared.x`
 * instead (see cell-body.ts). So it is known at any moment how far a cell has come.
 */
export interface Declaring {
  /** Takes what the cell declares. */
  readonly accept: object;
  /** Ends the cell: gives the names it has declared; what its code declares later is ignored. */
  end(): ReadonlySet<string>;
}

/** A value that is looked up each time. */
class Link {
  constructor(readonly get: () => unknown) {}
}

export class Variables {
  /** Without a prototype; made in two steps, since V8 reads what Object.create makes more slowly. */
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

  /** Declares an imported name: the module that exports it may change its value later. */
  link(declared: object, name: string, get: () => unknown): void {
    (declared as Record<string, unknown>)[name] = new Link(get);
  }

  #put(name: string, value: unknown): void {
    const linked = value instanceof Link;
    Object.defineProperty(this.all, name, {
      configurable: true,
      enumerable: true,
      ...(linked ? { get: value.get } : { value, writable: true }),
    });
  }
}
