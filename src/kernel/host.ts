/**
 * What the kernel offers to libraries: `globalThis[Symbol.for("ganvas.kernel")]`.
 *
 * A library that runs in a cell cannot import the kernel, nor should it need to. It finds this
 * object if there is one, and does without if not.
 */
import { asCodeOf, currentCell, currentInterruption, type Cell } from "./execution/cell.js";
import { bundleOf, sendable, type MimeBundle } from "./results/results.js";

/** Hints for frontends by MIME type, e.g. `{ "image/png": { width: 300 } }`. */
export type Metadata = Readonly<Record<string, unknown>>;

export interface KernelHost {
  /**
   * Aborted when the cell is interrupted. Each cell has a new one. Who asks for it promises to
   * listen: the cell then has a second to end in order before its code is stopped.
   */
  readonly signal: AbortSignal;
  /** Sends `display_data` to the cell that calls; with an id, the output can be updated later. */
  display(data: MimeBundle, id?: string, metadata?: Metadata): void;
  /** Replaces every output that was displayed under `id`. */
  update(id: string, data: MimeBundle, metadata?: Metadata): void;
  /** Clears the output of the cell that calls; with `wait`, only when something new is shown. */
  clear(wait?: boolean): void;
  /** What the notebook would show if `value` were the value of a cell. */
  bundle(value: unknown): Promise<MimeBundle>;
  /** Registers work to be done (and awaited) when the cell ends, before its reply is sent. */
  beforeCellEnds(work: () => void | Promise<void>): void;
  /**
   * Binds `work` to the running cell: whenever it is called, what it displays, prints and throws
   * belongs to that cell.
   */
  bind<Arguments extends unknown[], Result>(
    work: (...args: Arguments) => Result,
  ): (...args: Arguments) => Result;
  /** Two-way channels to the frontends. */
  readonly comms: CommHost;
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

const HOST = Symbol.for("ganvas.kernel");

/** Puts the host in place. `lastCell` gives the running cell, or the last one that ran. */
export function installHost(lastCell: () => Cell | undefined, comms: CommHost): KernelHost {
  const current = (): Cell => {
    const found = currentCell() ?? lastCell();
    if (!found) throw new Error("No cell has run yet: use the kernel's host from within a cell.");
    return found;
  };
  const content = (data: MimeBundle, id?: string, metadata: Metadata = {}): object => ({
    data: sendable(data),
    metadata,
    transient: id === undefined ? {} : { display_id: id },
  });
  const host: KernelHost = {
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
      // It shows in its own cell, and is interrupted together with the code that calls it.
      return (...args) => asCodeOf(cell, () => work(...args), currentInterruption());
    },
    comms: { open: comms.open, register: comms.register, hasAsked: comms.hasAsked },
  };
  Object.defineProperty(globalThis, HOST, { value: host, configurable: true });
  return host;
}
