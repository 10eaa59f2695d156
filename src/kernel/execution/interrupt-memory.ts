/**
 * Memory that the main thread shares with the threads that receive interrupts while it is busy.
 *
 * Requests are counted: one that a cell's loop has already noticed must not interrupt the next cell
 * when its message is read later.
 */

/** Indices in the shared array. */
export const Slot = {
  /** Not 0 while the checks in code must look for something; read by every loop of every cell. */
  flag: 0,
  /** Number of interrupts requested. */
  requested: 1,
  /** Number of them that the main thread has noticed. */
  noticed: 2,
  /** 1 while the main thread runs code that a SIGINT stops. */
  stoppable: 3,
  /** Changes whenever the signal thread must wake up. */
  turn: 4,
} as const;

/** Reasons for the checks in code to stop: bits of {@link Slot.flag}. */
export const Flag = {
  interrupt: 1,
  /** A heap that may be full (see heap-guard.ts). */
  heap: 2,
} as const;

export const newInterruptMemory = (): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer(Object.keys(Slot).length * Int32Array.BYTES_PER_ELEMENT));

/** Requests an interrupt. Works from any thread. */
export function requestInterrupt(memory: Int32Array<SharedArrayBuffer>): void {
  Atomics.add(memory, Slot.requested, 1);
  Atomics.or(memory, Slot.flag, Flag.interrupt);
  wakeSignalThread(memory);
}

export function wakeSignalThread(memory: Int32Array<SharedArrayBuffer>): void {
  Atomics.add(memory, Slot.turn, 1);
  Atomics.notify(memory, Slot.turn);
}
