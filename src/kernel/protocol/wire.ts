/** Encodes and decodes messages: lists of frames, signed with the connection's key. */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

export interface Message {
  /** Frames before the message itself: the address for a reply, or the topic of a broadcast. */
  readonly route: readonly Buffer[];
  readonly header: Header;
  readonly parent: Header | Record<string, never>;
  readonly metadata: object;
  readonly content: Record<string, unknown>;
  /** Binary data that travels beside the content. */
  readonly buffers: readonly Uint8Array[];
}

/** Optional parts of a message. */
export interface Extras {
  readonly metadata?: object;
  readonly buffers?: readonly Uint8Array[];
  /** The message's id, if the sender must recognize the answer. Default: a new id. */
  readonly id?: string;
}

const DELIMITER = Buffer.from("<IDS|MSG>");
const SESSION = randomUUID();
/** The version of the Jupyter protocol that this kernel speaks. */
export const PROTOCOL = "5.4";

function sign(key: string, parts: readonly (string | Buffer)[]): string {
  if (!key) return ""; // an empty key means an unsigned connection
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest("hex");
}

/** Reads a message. @throws Error if it is incomplete or its signature is wrong */
export function decode(key: string, frames: readonly Buffer[]): Message {
  const delimiter = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (delimiter < 0 || frames.length < delimiter + 6)
    throw new Error("A message from Jupyter is incomplete.");
  const parts = frames.slice(delimiter + 2, delimiter + 6);
  const expected = Buffer.from(sign(key, parts));
  const signature = frames[delimiter + 1]!;
  if (expected.length !== signature.length || !timingSafeEqual(expected, signature))
    throw new Error("A message from Jupyter is signed with another key.");
  const [header, parent, metadata, content] = parts.map((p) => JSON.parse(p.toString())) as [
    Header,
    Header,
    object,
    Record<string, unknown>,
  ];
  if (typeof header?.msg_type !== "string" || typeof content !== "object" || content === null)
    throw new Error("A message from Jupyter has no type or no content.");
  const buffers = frames.slice(delimiter + 6);
  return { route: frames.slice(0, delimiter), header, parent, metadata, content, buffers };
}

/** Frames of a new message of `type` in answer to `parent`. */
export function encode(
  key: string,
  route: readonly Buffer[],
  type: string,
  parent: Header | Record<string, never>,
  content: object,
  { metadata = {}, buffers = [], id = randomUUID() }: Extras = {},
): (string | Buffer)[] {
  const header: Header = {
    msg_id: id,
    msg_type: type,
    session: SESSION,
    username: "kernel",
    date: new Date().toISOString(),
    version: PROTOCOL,
  };
  const parts = [header, parent, metadata, content].map((part) => JSON.stringify(part));
  // The buffers are copied: the socket may send later, and by then their owner may have changed
  // them.
  return [...route, DELIMITER, sign(key, parts), ...parts, ...buffers.map((b) => Buffer.from(b))];
}
