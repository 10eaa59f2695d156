/**
 * What the kernel offers to libraries: `globalThis[Symbol.for("ganvas.kernel")]`.
 *
 * A library that runs in a cell cannot import the kernel, nor should it need to. It finds this
 * object if there is one, and does without if not.
 */
import type { Cell } from "./execution/cell.js";
import { currentCell } from "./execution/current-cell.js";
import { sendable, type MimeBundle } from "./results/results.js";

export interface KernelHost {
  /**
   * Aborted when the cell is interrupted. Each cell has a new one. Who asks for it promises to
   * listen: the cell then has a second to end in order before its code is stopped.
   */
  readonly signal: AbortSignal;
  /** Sends `display_data` to the cell that calls; with an id, the output can be updated later. */
  display(data: MimeBundle, id?: string): void;
  /** Replaces every output that was displayed under `id`. */
  update(id: string, data: MimeBundle): void;
  /** Registers work to be done (and awaited) when the cell ends, before its reply is sent. */
  beforeCellEnds(work: () => void | Promise<void>): void;
}

const HOST = Symbol.for("ganvas.kernel");

/** Puts the host in place. `lastCell` gives the running cell, or the last one that ran. */
export function installHost(lastCell: () => Cell | undefined): void {
  const current = (): Cell => {
    const found = currentCell() ?? lastCell();
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
      return current().interruption.heardSignal;
    },
    display: (data, id) => current().publish("display_data", content(data, id)),
    update: (id, data) => current().publish("update_display_data", content(data, id)),
    beforeCellEnds: (work) => current().beforeEnd(work),
  };
  Object.defineProperty(globalThis, HOST, { value: host, configurable: true });
}
