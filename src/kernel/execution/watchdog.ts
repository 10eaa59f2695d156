/**
 * Interrupts, heartbeat and shutdown while the main thread is busy.
 *
 * Broken in bare tslab: everything hangs on the event loop of the one thread that also runs the
 * cells. While a cell computes, an interrupt by message is not read, the heart does not beat, and a
 * signal is not seen as soon as the cell has awaited anything.
 *
 * Mended here by two threads: one has the sockets of the control channel and the heartbeat, the
 * other waits for SIGINT. Both put interrupts into shared memory, where the cell's loops look
 * (see checks.ts). Can go when tslab answers its control channel on a thread of its own.
 */
import { Worker } from "node:worker_threads";
import type { ControlThreadData } from "./control-thread.js";
import { newInterruptMemory, Slot, wakeSignalThread } from "./interrupt-memory.js";
import { stoppable } from "./stoppable.js";
import type { Server, Socket } from "../tslab.js";

export class Watchdog {
  readonly memory = newInterruptMemory();
  /** Called once for each interrupt, or for several at the same time. */
  onInterrupt: () => void = () => {};
  #closeControl: () => void = () => {};

  /**
   * Keeps Node from setting its own handler for SIGINT, which would take the place of ours, when
   * somebody listens for that signal on `process`. Libraries do so to end the process: an interrupt
   * must not. To be called before anybody listens.
   */
  reserveSignal(): void {
    for (const event of ["newListener", "removeListener"]) {
      for (const listener of process.listeners(event as NodeJS.Signals)) {
        const emitter: NodeJS.EventEmitter = process;
        emitter.removeListener(event, listener);
        emitter.on(event, (name: NodeJS.Signals) => {
          if (name !== "SIGINT") (listener as (name: string) => void).call(process, name);
        });
      }
    }
  }

  /** Watches for signals. */
  watchSignals(): void {
    const thread = this.#start("./signal-thread.js", this.memory);
    thread.on("message", () => this.notice());
  }

  /** Binds control channel and heartbeat in place of `server`. `handle` gets what arrives. */
  async watchControl(
    server: Server,
    handle: (socket: Socket, frames: Buffer[]) => void,
  ): Promise<void> {
    const { transport, ip, key, control_port, hb_port } = server.connInfo;
    const address = (port: number): string => `${transport}://${ip}:${port}`;
    const control = address(control_port);
    const data: ControlThreadData = {
      memory: this.memory,
      key,
      control,
      heartbeat: address(hb_port),
    };
    const thread = this.#start("./control-thread.js", data);
    this.#closeControl = () => thread.postMessage("close");
    const socket: Socket = { send: async (frames) => thread.postMessage(frames) };
    const bufferOf = (frame: Uint8Array): Buffer =>
      Buffer.from(frame.buffer, frame.byteOffset, frame.length);
    await new Promise<void>((resolve, reject) => {
      thread.once("error", reject);
      thread.on("message", (message: "bound" | Uint8Array[]) => {
        if (message === "bound") resolve();
        else handle(socket, message.map(bufferOf));
      });
    });
  }

  /** Closes the sockets, after what is still to be sent. */
  close(): void {
    this.#closeControl();
  }

  #start(file: string, workerData: unknown): Worker {
    // What such a thread writes would wait for the main thread, and so might it.
    const thread = new Worker(new URL(file, import.meta.url), { workerData, stdout: true });
    thread.unref();
    return thread;
  }

  /** Looks whether interrupts were asked for that nobody has noticed yet. */
  notice(): void {
    const requested = Atomics.load(this.memory, Slot.requested);
    if (requested === Atomics.exchange(this.memory, Slot.noticed, requested)) return;
    Atomics.notify(this.memory, Slot.noticed);
    this.onInterrupt();
  }

  /** No interrupted code is left that the flag should stop. */
  lowerFlag(): void {
    Atomics.store(this.memory, Slot.flag, 0);
    const unnoticed =
      Atomics.load(this.memory, Slot.requested) !== Atomics.load(this.memory, Slot.noticed);
    if (unnoticed) Atomics.store(this.memory, Slot.flag, 1);
  }

  /** Calls `work` so that an interrupt stops it even inside native code; gives `stopped()` then. */
  runStoppable<T>(work: () => T, stopped: () => T): T {
    try {
      return stoppable(
        () => {
          Atomics.store(this.memory, Slot.stoppable, 1);
          wakeSignalThread(this.memory); // so that it is the one that gets the next signal
          return work();
        },
        () => {
          const requested = Atomics.load(this.memory, Slot.requested);
          // A signal can come in the moment before the thread is first in line again.
          if (requested === Atomics.load(this.memory, Slot.noticed))
            Atomics.add(this.memory, Slot.requested, 1);
          this.notice();
          return stopped();
        },
      );
    } finally {
      Atomics.store(this.memory, Slot.stoppable, 0);
    }
  }
}
