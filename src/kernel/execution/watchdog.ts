/**
 * Interrupts, heartbeat and shutdown while the main thread is busy.
 *
 * Broken in bare tslab: everything depends on the event loop of the thread that also runs the
 * cells. While a cell computes, an interrupt by message is not read, the heartbeat stops, and once
 * the cell has awaited anything, signals have no effect.
 *
 * Fixed here by two threads: one has the sockets of the control channel and the heartbeat, the
 * other waits for SIGINT. Both write interrupts to shared memory, which the cell's loops read (see
 * checks.ts). Can go when tslab answers its control channel on a separate thread.
 */
import { Worker } from "node:worker_threads";
import type { ControlThreadData } from "./control-thread.js";
import { HeapGuard } from "./heap-guard.js";
import { Flag, newInterruptMemory, Slot, wakeSignalThread } from "./interrupt-memory.js";
import { stoppable } from "./stoppable.js";
import type { Server, Socket } from "../tslab.js";

export class Watchdog {
  readonly memory = newInterruptMemory();
  readonly heap = new HeapGuard(this.memory);
  /** Called once for each interrupt, or for several at the same time. */
  onInterrupt: () => void = () => {};
  #closeControl: () => void = () => {};

  /**
   * Keeps Node from setting its own handler for SIGINT, which would replace the kernel's, when code
   * listens for that signal on `process`. Libraries do so to end the process, which an interrupt
   * must not. Must be called before any code listens.
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

  /** Binds the control channel and heartbeat for `server`. `handle` receives the messages. */
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
      heapLimit: this.heap.limit,
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

  /** Closes the sockets after the last messages are sent. */
  close(): void {
    this.#closeControl();
  }

  #start(file: string, workerData: unknown): Worker {
    // Without `stdout: true` the thread's output, and so the thread, could wait for the main
    // thread.
    const thread = new Worker(new URL(file, import.meta.url), { workerData, stdout: true });
    thread.unref();
    return thread;
  }

  /** Handles interrupts that were requested and not noticed yet. */
  notice(): void {
    const requested = Atomics.load(this.memory, Slot.requested);
    if (requested === Atomics.exchange(this.memory, Slot.noticed, requested)) return;
    Atomics.notify(this.memory, Slot.noticed);
    this.onInterrupt();
  }

  /** Clears the flag, when no interrupted code is left; keeps it for a new interrupt. */
  lowerFlag(): void {
    Atomics.and(this.memory, Slot.flag, ~Flag.interrupt);
    const unnoticed =
      Atomics.load(this.memory, Slot.requested) !== Atomics.load(this.memory, Slot.noticed);
    if (unnoticed) Atomics.or(this.memory, Slot.flag, Flag.interrupt);
  }

  /** Calls `work` so that an interrupt stops it even in native code; then returns `stopped()`. */
  runStoppable<T>(work: () => T, stopped: () => T): T {
    try {
      return stoppable(
        () => {
          Atomics.store(this.memory, Slot.stoppable, 1);
          wakeSignalThread(this.memory); // so that the signal thread receives the next signal
          return work();
        },
        () => {
          const requested = Atomics.load(this.memory, Slot.requested);
          // A signal can arrive just before the signal thread is ready to receive it again.
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
