/** The kernel's side of the interface that libraries find under `globalThis[HOST]`. */
import { HOST, type CommHost, type KernelHost, type Metadata } from "../base/host.js";
import type { MimeBundle } from "../base/mime.js";
import { asCodeOf, currentCell, currentInterruption, type Cell } from "./execution/cell.js";
import { collectGarbage } from "./execution/garbage.js";
import { bundleOf, sendable } from "./results/results.js";

/** Puts the host in place. `lastCell` gives the running cell, or the last one that ran. */
export function installHost(
  lastCell: () => Cell | undefined,
  comms: CommHost,
): Required<KernelHost> {
  const current = (): Cell => {
    const cell = currentCell() ?? lastCell();
    if (!cell) throw new Error("No cell has run yet: use the kernel's host from within a cell.");
    return cell;
  };
  const content = (data: MimeBundle, id?: string, metadata: Metadata = {}): object => ({
    data: sendable(data),
    metadata,
    transient: id === undefined ? {} : { display_id: id },
  });
  const host: Required<KernelHost> = {
    get signal() {
      return current().interruption.heardSignal;
    },
    display: (data, id, metadata) => current().publish("display_data", content(data, id, metadata)),
    update: (id, data, metadata) =>
      current().publish("update_display_data", content(data, id, metadata)),
    clear: (wait = false) => current().publish("clear_output", { wait }),
    bundle: bundleOf,
    beforeCellEnds: (work) => current().beforeEnd(work),
    bind: (work) => {
      const cell = current();
      // It shows in its cell, and is interrupted together with the code that calls it.
      return (...args) => asCodeOf(cell, () => work(...args), currentInterruption());
    },
    collectGarbage,
    comms: { open: comms.open, register: comms.register, hasAsked: comms.hasAsked },
  };
  Object.defineProperty(globalThis, HOST, { value: host, configurable: true });
  return host;
}
