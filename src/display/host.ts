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
  /**
   * Binds `work` to the running cell: whenever it is called, what it displays, prints and throws
   * belongs to that cell.
   */
  bind?<Arguments extends unknown[], Result>(
    work: (...args: Arguments) => Result,
  ): (...args: Arguments) => Result;
  /** Two-way channels to the frontends, where the kernel has them. */
  readonly comms?: CommHost;
}

/** A message of a comm, from a frontend. */
export interface CommMessage {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Binary data that travels beside `data`. */
  readonly buffers: readonly Uint8Array[];
}

/** An open channel between a library and its counterpart in the frontends. */
export interface Comm {
  readonly id: string;
  /** Sends to every frontend; nothing once the comm is closed. */
  send(data: object, extras?: { metadata?: object; buffers?: readonly Uint8Array[] }): void;
  close(data?: object): void;
  /** What `handler` prints or throws appears in the cell that called this method. */
  onMessage(handler: (message: CommMessage) => unknown): void;
  /** Called when a frontend closes the comm, not when this side does. */
  onClose(handler: (message: CommMessage) => unknown): void;
}

export interface CommOptions {
  /** The name under which the frontend has registered the counterpart. */
  readonly target: string;
  readonly id?: string;
  readonly data?: object;
  readonly metadata?: object;
  readonly buffers?: readonly Uint8Array[];
}

export interface CommHost {
  /** Opens a comm to every frontend. One that does not know the target closes it. */
  open(options: CommOptions): Comm;
  /** Lets `opened` take every comm that a frontend opens to `target`, in place of any before. */
  register(target: string, opened: (comm: Comm, message: CommMessage) => unknown): void;
  /** Whether a frontend has asked for `target`, which tells that it has the counterpart. */
  hasAsked(target: string): boolean;
}

/** Where a kernel leaves its {@link KernelHost}. */
export const HOST = Symbol.for("ganvas.kernel");

/** The host of the running kernel, or `undefined` outside such a kernel. */
export function kernelHost(): KernelHost | undefined {
  return (globalThis as { [HOST]?: KernelHost })[HOST];
}
