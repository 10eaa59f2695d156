/**
 * Memory that the main thread shares with the threads that see interrupts while it is busy.
 *
 * Requests are counted, so that one which a cell's loop has already noticed is not taken for a
 * second one when its message is read, perhaps when the next cell runs.
 */

/** Places in the shared array. */
export const Slot = {
  /** 1 while code has a reason to look closer; read by every loop of every cell. */
  flag: 0,
  /** Interrupts asked for. */
  requested: 1,
  /** How many of them the main thread has noticed. */
  noticed: 2,
  /** 1 while the main thread runs code that a SIGINT stops. */
  stoppable: 3,
  /** Changes whenever the signal thread must look around. */
  turn: 4,
} as const;

export const newInterruptMemory = (): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer(Object.keys(Slot).length * Int32Array.BYTES_PER_ELEMENT));

/** Puts a request down. Works from any thread. */
export function askForInterrupt(memory: Int32Array<SharedArrayBuffer>): void {
  Atomics.add(memory, Slot.requested, 1);
  Atomics.store(memory, Slot.flag, 1);
  wakeSignalThread(memory);
}

export function wakeSignalThread(memory: Int32Array<SharedArrayBuffer>): void {
  Atomics.add(memory, Slot.turn, 1);
  Atomics.notify(memory, Slot.turn);
}
