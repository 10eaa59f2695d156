import type { MimeBundle } from "./mime.js";

/**
 * What the running kernel offers to libraries, found under `globalThis[HOST]`.
 *
 * This object is the only place where the library and the kernel meet, beside the
 * `Jupyter.display` symbol: neither imports the other, so each can be replaced.
 */
export interface KernelHost {
  /** Aborted when the running cell is interrupted. Each cell has a new one. */
  readonly signal: AbortSignal;
  /** Sends `display_data` to the running cell; with an id, the output can be updated later. */
  display(data: MimeBundle, id?: string): void;
  /** Replaces every output that was displayed under `id`. */
  update(id: string, data: MimeBundle): void;
  /** Registers work to be done (and awaited) when the running cell ends, before its reply is sent. */
  beforeCellEnds(work: () => void | Promise<void>): void;
}

/** Where a kernel leaves its {@link KernelHost}. */
export const HOST = Symbol.for("ganvas.kernel");

/** The host of the running kernel, or `undefined` outside such a kernel. */
export function kernelHost(): KernelHost | undefined {
  return (globalThis as { [HOST]?: KernelHost })[HOST];
}
