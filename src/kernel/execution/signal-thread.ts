/**
 * The thread that receives SIGINT while the main thread is busy. (See watchdog.ts.)
 *
 * Node's signal handlers run on the main thread's event loop, which a synchronous loop never
 * reaches. But a `vm` call with `breakOnSigint` is ended by the signal on any thread, so this
 * thread waits inside such a call. Of several such calls the newest gets the signal; when the main
 * thread starts its own call for a cell, it wakes this thread, which then starts a new one.
 *
 * If the main thread does not notice a request in time, it runs native code or a library's loop,
 * which have no checks. Then this thread passes the signal on to it, and V8 stops it.
 */
import { parentPort, workerData } from "node:worker_threads";
import { requestInterrupt, Slot } from "./interrupt-memory.js";
import { stoppable } from "./stoppable.js";

const PATIENCE_MILLISECONDS = 400;

const memory = workerData as Int32Array<SharedArrayBuffer>;
const read = (slot: number): number => Atomics.load(memory, slot);

function interrupt(): void {
  requestInterrupt(memory);
  parentPort!.postMessage("interrupt");
}

/** Waits until the main thread notices more than `noticed` requests; false if it takes too long. */
const waitForNotice = (noticed: number): boolean =>
  Atomics.wait(memory, Slot.noticed, noticed, PATIENCE_MILLISECONDS) !== "timed-out";

function watch(): void {
  for (;;) {
    const turn = read(Slot.turn);
    const noticed = read(Slot.noticed);
    if (read(Slot.requested) === noticed)
      stoppable(() => void Atomics.wait(memory, Slot.turn, turn), interrupt);
    else if (
      !waitForNotice(noticed) &&
      read(Slot.stoppable) === 1 &&
      process.platform !== "win32"
    ) {
      process.kill(process.pid, "SIGINT");
      waitForNotice(noticed); // this thread must not receive its own signal
    }
  }
}

// The outer call keeps Node's handler for the signal in place between two inner ones.
for (;;) stoppable(watch, interrupt);
