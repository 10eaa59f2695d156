/** One request of a frontend, and the ways to answer it. */
import { send } from "./sending.js";
import { decode, encode, type Extras, type Message } from "./wire.js";
import type { Server, Socket } from "../tslab.js";

export class Request {
  readonly #message: Message;

  /** @throws Error when the frames are no message or are signed with another key */
  constructor(
    private readonly server: Server,
    private readonly socket: Socket,
    frames: readonly Buffer[],
  ) {
    this.#message = decode(server.connInfo.key, frames);
  }

  get type(): string {
    return this.#message.header.msg_type;
  }

  get content(): Record<string, unknown> {
    return this.#message.content;
  }

  get metadata(): object {
    return this.#message.metadata;
  }

  get buffers(): readonly Uint8Array[] {
    return this.#message.buffers;
  }

  /** Answers whoever asked: `xyz_request` with `xyz_reply`. */
  reply(content: object): Promise<void> {
    const { route, header } = this.#message;
    const type = this.type.replace(/_request$/, "_reply");
    return send(this.socket, encode(this.server.connInfo.key, route, type, header, content));
  }

  /** Asks whoever sent this request on the channel for it; `id` is what the answer names. */
  ask(id: string, type: string, content: object): Promise<void> {
    const { route, header } = this.#message;
    const { connInfo, stdin } = this.server;
    return send(stdin, encode(connInfo.key, route, type, header, content, { id }));
  }

  /** Tells every frontend, as output or news about this request. */
  readonly publish = (type: string, content: object, extras?: Extras): void => {
    const { header } = this.#message;
    const topic = [Buffer.from(type)];
    const frames = encode(this.server.connInfo.key, topic, type, header, content, extras);
    void send(this.server.iopub, frames).catch(() => {}); // the socket closes while a cell still prints
  };

  status(state: "busy" | "idle"): void {
    this.publish("status", { execution_state: state });
  }
}
