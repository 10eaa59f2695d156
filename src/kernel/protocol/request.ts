/** One request of a frontend, and the ways to answer it. */
import { randomUUID } from "node:crypto";
import { decode, encode, type Message } from "./wire.js";
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

  /** Answers whoever asked: `xyz_request` with `xyz_reply`. */
  reply(content: object): Promise<void> {
    const { route, header } = this.#message;
    const type = this.type.replace(/_request$/, "_reply");
    return this.socket.send(encode(this.server.connInfo.key, route, type, header, content));
  }

  /** Asks whoever sent this request on the channel for it; gives the id that the answer names. */
  async ask(type: string, content: object): Promise<string> {
    const { route, header } = this.#message;
    const id = randomUUID();
    const { connInfo, stdin } = this.server;
    await stdin.send(encode(connInfo.key, route, type, header, content, id));
    return id;
  }

  /** Tells every frontend, as output or news about this request. */
  readonly publish = (type: string, content: object): void => {
    const { header } = this.#message;
    const frames = encode(this.server.connInfo.key, [Buffer.from(type)], type, header, content);
    // The socket closes while a cell still prints, and then throws or rejects as it likes.
    void (async () => this.server.iopub.send(frames))().catch(() => {});
  };

  status(state: "busy" | "idle"): void {
    this.publish("status", { execution_state: state });
  }
}
