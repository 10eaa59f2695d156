/**
 * Comms: the protocol's two-way channels between a library in the kernel and its counterpart in the
 * frontend. Widgets are built on them.
 *
 * Broken in bare tslab: it ignores messages of comms, so nothing interactive can be built. Fixed
 * here: either side opens comms, sends messages with binary buffers, and closes them. A message is
 * handled when it arrives, also while a cell waits for something. Its handler runs as code of the
 * cell that set the handler, so output and errors appear there. Can go when tslab has comms.
 */
import { randomUUID } from "node:crypto";
import { currentCell, type Cell } from "../execution/cell.js";
import type { Comm, CommHost, CommMessage, CommOptions } from "../../base/host.js";
import type { Request } from "../protocol/request.js";
import type { Extras } from "../protocol/wire.js";

type Handler = (message: CommMessage) => unknown;
type OpenHandler = (comm: Comm, message: CommMessage) => unknown;

/** A handler and the cell that set it; the handler runs as code of that cell. */
interface Bound<Arguments extends unknown[]> {
  readonly cell: Cell | undefined;
  readonly call: (...args: Arguments) => unknown;
}

interface Channel {
  readonly target: string;
  readonly comm: Comm;
  readonly onMessage: Bound<[CommMessage]>[];
  readonly onClose: Bound<[CommMessage]>[];
}

export class Comms implements CommHost {
  readonly #channels = new Map<string, Channel>();
  readonly #targets = new Map<string, Bound<[Comm, CommMessage]>>();
  readonly #asked = new Set<string>();
  /** The request whose handlers are running: the parent of the messages that they send. */
  #handling: Request | undefined;

  /**
   * @param latest the request that ran last: the parent of messages sent outside of a handler
   * @param report shows a handler's error in the cell of the handler
   * @param run calls a handler as code of the cell that set it, so that an interrupt stops it
   */
  constructor(
    private readonly latest: () => Request | undefined,
    private readonly report: (error: unknown, cell: Cell | undefined) => void,
    private readonly run: (
      cell: Cell | undefined,
      handler: () => unknown,
      onError: (error: unknown) => void,
    ) => void,
  ) {}

  /** Opens a comm to every frontend. A frontend that does not know the target closes the comm. */
  readonly open = ({ target, id = randomUUID(), data = {}, ...extras }: CommOptions): Comm => {
    if (this.#channels.has(id))
      throw new Error(`Expected a new comm id, found "${id}", which is in use: choose another id.`);
    const { comm } = this.#add(id, target);
    this.#publish("comm_open", { comm_id: id, target_name: target, data }, extras);
    return comm;
  };

  /**
   * Calls `onOpen` for every comm that a frontend opens to `target`; replaces an earlier handler.
   */
  readonly register = (target: string, onOpen: OpenHandler): void => {
    this.#targets.set(target, bound(onOpen));
  };

  /**
   * Whether a frontend has asked for `target`: by opening a comm to it, or for a list of its comms.
   */
  readonly hasAsked = (target: string): boolean => this.#asked.has(target);

  /** Content of `comm_info_reply`: the open comms, or those of one target. */
  info(target: unknown): object {
    if (typeof target === "string") this.#asked.add(target);
    const comms = [...this.#channels]
      .filter(([, channel]) => typeof target !== "string" || channel.target === target)
      .map(([id, channel]) => [id, { target_name: channel.target }]);
    return { status: "ok", comms: Object.fromEntries(comms) };
  }

  /** A frontend opens a comm. By the protocol, a comm to an unknown target is closed at once. */
  opened(request: Request): void {
    const { comm_id, target_name } = request.content;
    const [id, target] = [String(comm_id), String(target_name)];
    this.#asked.add(target);
    const onOpen = this.#targets.get(target);
    if (!onOpen) return request.publish("comm_close", { comm_id: id, data: {} });
    const { comm } = this.#add(id, target);
    const message = messageOf(request);
    const close = (): void => comm.close();
    this.#handle(request, () => this.#call(onOpen, [comm, message], close));
  }

  /** A frontend sends a message. A comm that was closed here may still receive some. */
  received(request: Request): void {
    const channel = this.#channels.get(String(request.content["comm_id"]));
    if (!channel) return;
    this.#asked.add(channel.target);
    const message = messageOf(request);
    this.#handle(request, () => {
      for (const handler of [...channel.onMessage]) this.#call(handler, [message]);
    });
  }

  /** A frontend closes a comm. */
  closed(request: Request): void {
    const id = String(request.content["comm_id"]);
    const channel = this.#channels.get(id);
    if (!channel) return;
    this.#channels.delete(id);
    const message = messageOf(request);
    this.#handle(request, () => {
      for (const handler of channel.onClose) this.#call(handler, [message]);
    });
  }

  #add(id: string, target: string): Channel {
    const onMessage: Bound<[CommMessage]>[] = [];
    const onClose: Bound<[CommMessage]>[] = [];
    const isOpen = (): boolean => this.#channels.get(id) === channel;
    const comm: Comm = {
      id,
      send: (data, extras) => {
        if (isOpen()) this.#publish("comm_msg", { comm_id: id, data }, extras);
      },
      close: (data = {}) => {
        if (!isOpen()) return;
        this.#channels.delete(id);
        this.#publish("comm_close", { comm_id: id, data });
      },
      onMessage: (handler: Handler) => void onMessage.push(bound(handler)),
      onClose: (handler: Handler) => void onClose.push(bound(handler)),
    };
    const channel: Channel = { target, comm, onMessage, onClose };
    this.#channels.set(id, channel);
    return channel;
  }

  #publish(type: string, content: object, extras?: Extras): void {
    (this.#handling ?? this.latest())?.publish(type, content, extras);
  }

  #handle(request: Request, work: () => void): void {
    this.#handling = request;
    try {
      work();
    } finally {
      this.#handling = undefined;
    }
  }

  /** Calls a handler without waiting for its promise, since it may itself wait for a message. */
  #call<A extends unknown[]>({ call, cell }: Bound<A>, args: A, onFailure = () => {}): void {
    const fail = (error: unknown): void => {
      onFailure();
      this.report(error, cell);
    };
    this.run(cell, () => call(...args), fail);
  }
}

/** Binds a handler to the cell whose code sets it. */
function bound<A extends unknown[]>(call: (...args: A) => unknown): Bound<A> {
  return { cell: currentCell(), call };
}

function messageOf({ content, metadata, buffers }: Request): CommMessage {
  const data = (content["data"] ?? {}) as Record<string, unknown>;
  return { data, metadata: metadata as Record<string, unknown>, buffers };
}
