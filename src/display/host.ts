import type { MimeBundle } from "./mime.js";

/** Hints for frontends by MIME type, e.g. `{ "image/png": { width: 300 } }`. */
export type Metadata = Readonly<Record<string, unknown>>;

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
  display(data: MimeBundle, id?: string, metadata?: Metadata): void;
  /** Replaces every output that was displayed under `id`. */
  update(id: string, data: MimeBundle, metadata?: Metadata): void;
  /**
   * What the notebook would show if `value` were the value of a cell. A notebook may use a kernel of
   * another version of this package, which does not have this yet.
   */
  bundle?(value: unknown): Promise<MimeBundle>;
  /** Registers work to be done (and awaited) when the running cell ends, before its reply is sent. */
  beforeCellEnds(work: () => void | Promise<void>): void;
}

/** Where a kernel leaves its {@link KernelHost}. */
export const HOST = Symbol.for("ganvas.kernel");

/** The host of the running kernel, or `undefined` outside such a kernel. */
export function kernelHost(): KernelHost | undefined {
  return (globalThis as { [HOST]?: KernelHost })[HOST];
}
