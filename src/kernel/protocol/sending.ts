/**
 * Messages leave in order and none is lost.
 *
 * Broken in bare tslab: a ZeroMQ socket of Node takes one send at a time. Most sends are done at once,
 * but every few hundred one is left to the event loop, and whatever else is sent meanwhile is
 * rejected with EBUSY: after some 140 cells an `idle` or a reply is missing and the frontend waits
 * for ever. Here what was rejected is sent again, before anything newer. Can go when tslab waits for
 * its sends.
 *
 * (Waiting for each send before the next would be simpler, but then a line that is printed before a
 * long computation would be seen after it.)
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Socket } from "../tslab.js";

type Frames = Parameters<Socket["send"]>[0];

interface Waiting {
  readonly frames: Frames;
  readonly sent: () => void;
  readonly failed: (reason: unknown) => void;
}

/** What waits for each socket; while it is here, someone works on it. */
const queues = new WeakMap<Socket, Waiting[]>();

/** Sends a message after all that were sent before; to be used for every send on a socket. */
export async function send(socket: Socket, frames: Frames): Promise<void> {
  if (queues.has(socket)) return later(socket, frames);
  try {
    await socket.send(frames);
  } catch (error) {
    if (!isBusy(error)) throw error;
    return later(socket, frames);
  }
}

function later(socket: Socket, frames: Frames): Promise<void> {
  return new Promise((sent, failed) => {
    const waiting = queues.get(socket);
    const message = { frames, sent, failed };
    if (waiting) return void waiting.push(message);
    queues.set(socket, [message]);
    void work(socket, queues.get(socket)!);
  });
}

async function work(socket: Socket, waiting: Waiting[]): Promise<void> {
  for (let next = waiting[0]; next; next = waiting[0]) {
    try {
      await socket.send(next.frames);
      next.sent();
    } catch (error) {
      if (isBusy(error)) {
        await turn();
        continue;
      }
      next.failed(error);
    }
    waiting.shift();
  }
  queues.delete(socket);
}

const isBusy = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "EBUSY";
