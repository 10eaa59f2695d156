/**
 * The thread that sees SIGINT while the main thread is busy. (See watchdog.ts.)
 *
 * Node's signal handlers run on the main thread's event loop, which a synchronous loop never
 * reaches. But a `vm` call with `breakOnSigint` is ended by the signal on any thread, so this thread
 * waits inside of one. Of several such calls the one that began last gets the signal; the main
 * thread, when it begins one of its own for a cell, wakes this thread, which then begins anew.
 *
 * A request that the main thread does not notice in time finds it inside native code or a
 * library's loop, where no check is. Then the signal is let through to it, and V8 stops it.
 */
import { parentPort, workerData } from "node:worker_threads";
import { askForInterrupt, Slot } from "./interrupt-memory.js";
import { stoppable } from "./stoppable.js";

const PATIENCE_MILLISECONDS = 400;

const memory = workerData as Int32Array<SharedArrayBuffer>;
const at = (slot: number): number => Atomics.load(memory, slot);

function interrupt(): void {
  askForInterrupt(memory);
  parentPort!.postMessage("interrupt");
}

/** Waits until the main thread notices something more than `noticed`. */
const waitForNotice = (noticed: number): boolean =>
  Atomics.wait(memory, Slot.noticed, noticed, PATIENCE_MILLISECONDS) !== "timed-out";

function watch(): void {
  for (;;) {
    const turn = at(Slot.turn);
    const noticed = at(Slot.noticed);
    if (at(Slot.requested) === noticed)
      stoppable(() => void Atomics.wait(memory, Slot.turn, turn), interrupt);
    else if (!waitForNotice(noticed) && at(Slot.stoppable) === 1 && process.platform !== "win32") {
      process.kill(process.pid, "SIGINT");
      waitForNotice(noticed); // this signal must not find us waiting for one
    }
  }
}

// The outer call keeps Node's handler for the signal in place while the inner one begins anew.
for (;;) stoppable(watch, interrupt);
