/**
 * What the kernel offers to libraries: `globalThis[Symbol.for("ganvas.kernel")]`.
 *
 * A library that runs in a cell cannot import the kernel, nor should it need to. It finds this
 * object if there is one, and does without if not.
 */
import type { Cell } from "./execution/cell.js";
import { sendable, type MimeBundle } from "./results/results.js";

export interface KernelHost {
  /** Aborted when the running cell is interrupted. Each cell has a new one. */
  readonly signal: AbortSignal;
  /** Sends `display_data` to the running cell; with an id, the output can be updated later. */
  display(data: MimeBundle, id?: string): void;
  /** Replaces every output that was displayed under `id`. */
  update(id: string, data: MimeBundle): void;
  /** Clears the running cell's output; with `wait`, only when something new is shown. */
  clear(wait?: boolean): void;
  /** Registers work to be done (and awaited) when the running cell ends, before its reply is sent. */
  beforeCellEnds(work: () => void | Promise<void>): void;
}

const HOST = Symbol.for("ganvas.kernel");

/** Puts the host in place. `cell` gives the running cell, or the last one that ran. */
export function installHost(cell: () => Cell | undefined): KernelHost {
  const current = (): Cell => {
    const found = cell();
    if (!found) throw new Error("No cell has run yet: use the kernel's host from within a cell.");
    return found;
  };
  const content = (data: MimeBundle, id?: string): object => ({
    data: sendable(data),
    metadata: {},
    transient: id === undefined ? {} : { display_id: id },
  });
  const host: KernelHost = {
    get signal() {
      return current().interruption.signal;
    },
    display: (data, id) => current().publish("display_data", content(data, id)),
    update: (id, data) => current().publish("update_display_data", content(data, id)),
    clear: (wait = false) => current().publish("clear_output", { wait }),
    beforeCellEnds: (work) => current().beforeEnd(work),
  };
  Object.defineProperty(globalThis, HOST, { value: host, configurable: true });
  return host;
}
