/**
 * Sends messages in order, without losing any.
 *
 * Broken in bare tslab: a ZeroMQ socket of Node accepts one send at a time. Most sends are done at
 * once, but one in a few hundred waits for the event loop, and any other send in the meantime is
 * rejected with EBUSY: after about 140 cells an `idle` or a reply is missing and the frontend waits
 * forever. Fixed here: a rejected message is sent again, before any newer one. Can go when tslab
 * waits for its sends.
 *
 * (Waiting for each send before the next would be simpler, but then a line that is printed before a
 * long computation would appear after it.)
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Socket } from "../tslab.js";

type Frames = Parameters<Socket["send"]>[0];

interface Waiting {
  readonly frames: Frames;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** The waiting messages of each socket. A socket is in the map as long as messages wait. */
const queues = new WeakMap<Socket, Waiting[]>();

/** Sends a message after all earlier ones. Every send on a socket must use this function. */
export async function send(socket: Socket, frames: Frames): Promise<void> {
  if (queues.has(socket)) return enqueue(socket, frames);
  try {
    await socket.send(frames);
  } catch (error) {
    if (!isBusy(error)) throw error;
    return enqueue(socket, frames);
  }
}

function enqueue(socket: Socket, frames: Frames): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiting = queues.get(socket);
    const message = { frames, resolve, reject };
    if (waiting) return void waiting.push(message);
    queues.set(socket, [message]);
    void sendAll(socket, queues.get(socket)!);
  });
}

async function sendAll(socket: Socket, waiting: Waiting[]): Promise<void> {
  for (let next = waiting[0]; next; next = waiting[0]) {
    try {
      await socket.send(next.frames);
      next.resolve();
    } catch (error) {
      if (isBusy(error)) {
        await turn();
        continue;
      }
      next.reject(error);
    }
    waiting.shift();
  }
  queues.delete(socket);
}

const isBusy = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "EBUSY";
