/** Messages as they travel: a list of frames, signed with the connection's key. */
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
  /** Frames before the message proper: where a reply must go, or the topic of a broadcast. */
  readonly route: readonly Buffer[];
  readonly header: Header;
  readonly parent: Header | Record<string, never>;
  readonly metadata: object;
  readonly content: Record<string, unknown>;
  /** Binary data that travels beside the content. */
  readonly buffers: readonly Uint8Array[];
}

/** What a message may carry beside its content. */
export interface Extras {
  readonly metadata?: object;
  readonly buffers?: readonly Uint8Array[];
  /** The message's id, for one whose answer has to be known again. */
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

/** Reads a message. @throws Error when it is incomplete or its signature is wrong */
export function decode(key: string, frames: readonly Buffer[]): Message {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0 || frames.length < at + 6) throw new Error("A message from Jupyter is incomplete.");
  const parts = frames.slice(at + 2, at + 6);
  const wanted = Buffer.from(sign(key, parts));
  const found = frames[at + 1]!;
  if (wanted.length !== found.length || !timingSafeEqual(wanted, found))
    throw new Error("A message from Jupyter is signed with another key.");
  const [header, parent, metadata, content] = parts.map((p) => JSON.parse(p.toString())) as [
    Header,
    Header,
    object,
    Record<string, unknown>,
  ];
  if (typeof header?.msg_type !== "string" || typeof content !== "object" || content === null)
    throw new Error("A message from Jupyter has no type or no content.");
  const buffers = frames.slice(at + 6);
  return { route: frames.slice(0, at), header, parent, metadata, content, buffers };
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
  // A socket may send later than now; by then the owner of a buffer may have changed it.
  return [...route, DELIMITER, sign(key, parts), ...parts, ...buffers.map((b) => Buffer.from(b))];
}
