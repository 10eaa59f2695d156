import { soon } from "./deferred.js";
import type { MimeBundle } from "../base/mime.js";
import type { Notebook } from "./notebook-interface.js";

interface DenoJupyter {
  display(
    data: MimeBundle,
    options: { raw: true; display_id?: string; update?: boolean },
  ): Promise<void>;
}

/** The notebook of Deno's kernel, or `undefined`. Deno does not tell cells apart and does not report their end. */
export function denoNotebook(): Notebook | undefined {
  const jupyter = denoJupyter();
  if (!jupyter) return undefined;
  const send = (data: MimeBundle, options: { display_id?: string; update?: boolean }) =>
    void jupyter.display(data, { raw: true, ...options }).catch(console.error);
  return {
    cell: undefined,
    display: (data, id) => send(data, id === undefined ? {} : { display_id: id }),
    update: (id, data) => send(data, { display_id: id, update: true }),
    beforeCellEnds: soon,
  };
}

function denoJupyter(): DenoJupyter | undefined {
  try {
    const { Deno } = globalThis as { Deno?: { jupyter?: DenoJupyter } };
    return typeof Deno?.jupyter?.display === "function" ? Deno.jupyter : undefined;
  } catch {
    return undefined; // outside `deno jupyter` the property may throw
  }
}
