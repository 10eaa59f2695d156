import { denoNotebook } from "./deno.js";
import { kernelHost } from "../base/host.js";
import type { Notebook } from "./notebook-interface.js";
import { tslabNotebook } from "./tslab.js";

/** The running notebook: Ganvas' kernel, a bare tslab, or Deno; `undefined` outside a notebook. */
export function currentNotebook(): Notebook | undefined {
  const host = kernelHost();
  if (host) {
    return {
      cell: host.signal, // each cell has a new one
      display: (data, id) => host.display(data, id),
      update: (id, data) => host.update(id, data),
      beforeCellEnds: (work) => host.beforeCellEnds(work),
    };
  }
  return tslabNotebook() ?? denoNotebook();
}

// A bare tslab has to be prepared while an earlier cell runs (see tslab.ts), hence at import.
if (!kernelHost()) tslabNotebook();
