/** One request of a frontend, and the ways to answer it. */
import { send } from "./sending.js";
import { decode, encode, type Extras, type Message } from "./wire.js";
import type { Server, Socket } from "../tslab.js";

export class Request {
  readonly #message: Message;

  /** @throws Error if the frames are not a message or are signed with another key */
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

  /** Replies to the sender: to `xyz_request` with `xyz_reply`. */
  reply(content: object): Promise<void> {
    const { route, header } = this.#message;
    const type = this.type.replace(/_request$/, "_reply");
    return send(this.socket, encode(this.server.connInfo.key, route, type, header, content));
  }

  /** Sends a question to the sender, on the stdin channel. @param id the answer will name it */
  ask(id: string, type: string, content: object): Promise<void> {
    const { route, header } = this.#message;
    const { connInfo, stdin } = this.server;
    return send(stdin, encode(connInfo.key, route, type, header, content, { id }));
  }

  /** Sends a message to all frontends: output of this request, or its status. */
  readonly publish = (type: string, content: object, extras?: Extras): void => {
    const { header } = this.#message;
    const topic = [Buffer.from(type)];
    const frames = encode(this.server.connInfo.key, topic, type, header, content, extras);
    void send(this.server.iopub, frames).catch(() => {}); // the socket may be closed by now
  };

  status(state: "busy" | "idle"): void {
    this.publish("status", { execution_state: state });
  }
}
