import type { MimeBundle } from "./mime.js";

/** Hints for frontends by MIME type, e.g. `{ "image/png": { width: 300 } }`. */
export type Metadata = Readonly<Record<string, unknown>>;

/**
 * The running kernel's offers to libraries, under `globalThis[HOST]`.
 *
 * A library that runs in a cell cannot import the kernel, nor does it need to: it uses this object if
 * there is one. Members with a question mark are missing in older kernels, which a notebook may use
 * together with a newer library.
 */
export interface KernelHost {
  /**
   * Aborted when the running cell is interrupted. Each cell has a new one. Code that reads it
   * promises to listen: its cell then has a second to end in order before the code is stopped.
   */
  readonly signal: AbortSignal;
  /** Sends `display_data` to the running cell; with an id, the output can be updated later. */
  display(data: MimeBundle, id?: string, metadata?: Metadata): void;
  /** Replaces every output that was displayed under `id`. */
  update(id: string, data: MimeBundle, metadata?: Metadata): void;
  /** Clears the output of the running cell; with `wait`, only when something new is shown. */
  clear?(wait?: boolean): void;
  /** The bundle that the notebook would show if `value` were the value of a cell. */
  bundle?(value: unknown): Promise<MimeBundle>;
  /** Registers work to be done (and awaited) when the running cell ends, before its reply is sent. */
  beforeCellEnds(work: () => void | Promise<void>): void;
  /**
   * Binds `work` to the running cell: whenever it is called, its displays, prints and errors belong
   * to that cell.
   */
  bind?<Arguments extends unknown[], Result>(
    work: (...args: Arguments) => Result,
  ): (...args: Arguments) => Result;
  /** Collects all garbage at once, so that finalizers of what no variable refers to are called soon. */
  collectGarbage?(): void;
  /** Two-way channels to the frontends. */
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
  /** The prints and errors of `handler` appear in the cell that called this method. */
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
  /** Calls `opened` for every comm that a frontend opens to `target`; replaces an earlier one. */
  register(target: string, opened: (comm: Comm, message: CommMessage) => unknown): void;
  /** Whether a frontend has asked for `target`, which shows that it has the counterpart. */
  hasAsked(target: string): boolean;
}

/** The global symbol under which a kernel puts its {@link KernelHost}. */
export const HOST = Symbol.for("ganvas.kernel");

/** The host of the running kernel, or `undefined` outside such a kernel. */
export function kernelHost(): KernelHost | undefined {
  return (globalThis as { [HOST]?: KernelHost })[HOST];
}
