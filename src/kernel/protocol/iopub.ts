/**
 * The socket on which outputs are published.
 *
 * Broken in bare tslab: a client cannot know when its subscription has arrived, and misses earlier
 * messages; if a cell prints faster than the socket sends, output is dropped. Fixed here: each
 * subscription is answered with `iopub_welcome` (protocol 5.4), and output waits in a queue without
 * a limit. Can go when tslab does both.
 */
import { createRequire } from "node:module";
import type { Socket } from "../tslab.js";
import { send } from "./sending.js";
import { encode } from "./wire.js";

/** A publishing socket that receives subscriptions, each as a frame of 1 and the topic. */
type Publisher = Socket & AsyncIterable<Buffer[]>;
interface ZeroMq {
  readonly XPublisher: new (options: object) => Publisher;
}

export function welcomingPublisher(key: string): Socket {
  const tslab = createRequire(import.meta.url).resolve("tslab/package.json");
  const { XPublisher } = createRequire(tslab)("zeromq") as ZeroMq;
  const publisher = new XPublisher({ verbosity: "allSubs", sendHighWaterMark: 0 });
  void welcome(publisher, key).catch(() => {}); // ends when the socket closes
  return publisher;
}

async function welcome(publisher: Publisher, key: string): Promise<void> {
  for await (const [frame] of publisher) {
    if (frame?.[0] !== 1) continue;
    const topic = frame.subarray(1);
    const content = { subscription: topic.toString() };
    await send(publisher, encode(key, [topic], "iopub_welcome", {}, content));
  }
}
