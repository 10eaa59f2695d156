import type { Comm, CommHost, CommMessage, CommOptions } from "../../src/display/index.js";

/** A message that a frontend received. */
export interface Received {
  readonly type: "open" | "msg" | "close";
  readonly id: string;
  readonly data: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- many shapes
}

type Handler = (message: CommMessage) => unknown;

/** The comms of a kernel, with the frontend at their other end. */
export class FakeFrontend implements CommHost {
  readonly received: Received[] = [];
  readonly #handlers = new Map<string, { message: Handler[]; close: Handler[] }>();
  readonly #targets = new Map<string, (comm: Comm, message: CommMessage) => unknown>();
  readonly asked = new Set<string>();
  #ids = 0;

  open({ id = `m${++this.#ids}`, data = {} }: CommOptions): Comm {
    this.received.push({ type: "open", id, data });
    return this.#comm(id);
  }

  register(target: string, opened: (comm: Comm, message: CommMessage) => unknown): void {
    this.#targets.set(target, opened);
  }

  hasAsked(target: string): boolean {
    return this.asked.has(target);
  }

  /** The frontend sends; gives what the handler returns. */
  send(id: string, data: Record<string, unknown>): unknown {
    return this.#handlers.get(id)!.message.map((handler) => handler(message(data)))[0];
  }

  close(id: string): void {
    for (const handler of this.#handlers.get(id)!.close) handler(message({}));
  }

  /** The frontend opens a comm. */
  ask(target: string, id: string): void {
    this.#targets.get(target)!(this.#comm(id), message({}));
  }

  /** The states that were sent to the frontend when models were opened, by the models' names. */
  opened(model: string): { id: string; state: Record<string, unknown> }[] {
    return this.received
      .filter(({ type, data }) => type === "open" && data.state?._model_name === model)
      .map(({ id, data }) => ({ id, state: data.state }));
  }

  /** The messages to one model since it was opened. */
  sentTo(id: string): Record<string, unknown>[] {
    return this.received.filter((r) => r.type === "msg" && r.id === id).map(({ data }) => data);
  }

  #comm(id: string): Comm {
    const handlers = { message: [] as Handler[], close: [] as Handler[] };
    this.#handlers.set(id, handlers);
    return {
      id,
      send: (data) => void this.received.push({ type: "msg", id, data }),
      close: (data = {}) => void this.received.push({ type: "close", id, data }),
      onMessage: (handler) => void handlers.message.push(handler),
      onClose: (handler) => void handlers.close.push(handler),
    };
  }
}

const message = (data: Record<string, unknown>): CommMessage => ({
  data,
  metadata: {},
  buffers: [],
});
