/**
 * The thread of the control channel and the heartbeat. (See watchdog.ts.)
 *
 * It acts on an interrupt at once, and on a shutdown if the main thread is too busy to. It forwards
 * every message to the main thread and sends the answers back. It also watches the memory.
 */
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { isAlive } from "../../base/process.js";
import { decode, encode, type Message } from "../protocol/wire.js";
import { watchMemory } from "./heap-guard.js";
import { requestInterrupt } from "./interrupt-memory.js";

/** The data that the main thread starts this thread with. */
export interface ControlThreadData {
  readonly memory: Int32Array<SharedArrayBuffer>;
  readonly key: string;
  readonly control: string;
  readonly heartbeat: string;
  readonly heapLimit: number;
}

interface Router extends AsyncIterable<Buffer[]> {
  bind(address: string): Promise<void>;
  send(frames: (string | Uint8Array)[]): Promise<void>;
  close(): void;
}

/** Time for the main thread to end the process itself. */
const SHUTDOWN_MILLISECONDS = 2000;

const require = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));
const { Router, Reply } = require("zeromq") as {
  Router: new () => Router;
  Reply: new () => Router;
};
const { memory, key, control, heartbeat, heapLimit } = workerData as ControlThreadData;
const port = parentPort!;
const router = new Router();
const echo = new Reply();

function shutDown({ route, header, content }: Message): void {
  setTimeout(() => {
    const reply = { status: "ok", restart: content["restart"] === true };
    const frames = encode(key, route, "shutdown_reply", header, reply);
    void router.send(frames).finally(() => process.kill(process.pid, "SIGKILL"));
  }, SHUTDOWN_MILLISECONDS).unref();
}

async function forward(): Promise<void> {
  for await (const frames of router) {
    try {
      const message = decode(key, frames);
      if (message.header.msg_type === "interrupt_request") requestInterrupt(memory);
      if (message.header.msg_type === "shutdown_request") shutDown(message);
    } catch {
      continue; // signed with another key, or not a message
    }
    port.postMessage(frames);
  }
}

/** Ends the process when Jupyter has died. The main thread does too (see dispatcher.ts) if idle. */
function endWithParent(): void {
  const parent = Number(process.env["JPY_PARENT_PID"]);
  if (!Number.isInteger(parent) || parent <= 1 || process.platform === "win32") return;
  let missing = 0;
  setInterval(() => {
    if (!isAlive(parent) && ++missing > 2) process.kill(process.pid, "SIGKILL");
  }, SHUTDOWN_MILLISECONDS).unref();
}

async function beat(): Promise<void> {
  for await (const frames of echo) await echo.send(frames);
}

let lastSend = Promise.resolve();
port.on("message", (frames: (string | Uint8Array)[] | "close") => {
  // One after the other: a socket accepts one send at a time.
  if (frames !== "close")
    return void (lastSend = lastSend.then(() => router.send(frames)).catch(() => {}));
  void lastSend.then(() => {
    router.close();
    echo.close();
    port.close();
  });
});
await Promise.all([router.bind(control), echo.bind(heartbeat)]);
port.postMessage("bound");
void forward();
void beat();
watchMemory(memory, heapLimit);
endWithParent();
