/**
 * Interrupting a cell.
 *
 * Broken in bare tslab: an interrupt rejects the running cell at once, so work that could have
 * ended in order (a training loop after its step) gets no signal and no time to, and the cell's
 * asynchronous code goes on forever.
 *
 * Fixed here: an interrupt aborts the cell's AbortSignal.
 * - If no code has asked for the signal, the cell's code is stopped at once. Its checks (see
 *   checks.ts) throw, the promises it waits for are rejected, its timers are cleared.
 * - If code has asked for it, as a library's training loop does, the cell has a moment to end in
 *   order, and is stopped as above when that has passed.
 * Either way `catch` and `finally` blocks run and the cell ends with KeyboardInterrupt. A cell that
 * does not end is abandoned.
 */
import { asKernel } from "../built-ins/built-ins.js";

/** Time for a cell to end by itself: this many turns of the event loop, this far apart. */
const GRACE = { turns: 5, milliseconds: 200 };

/** After its first KeyboardInterrupt a cell may clean up for this long before it gets the next. */
const CLEANUP_MILLISECONDS = 500;

/** The error of an interrupted cell, named as Jupyter's frontends expect. */
export class KeyboardInterrupt extends Error {
  override readonly name = "KeyboardInterrupt";

  constructor(message = "The cell was interrupted.") {
    super(message);
  }

  /** @param error the cell's own error: work that ended in order may say how far it came */
  static after(error: unknown, signal: AbortSignal): KeyboardInterrupt {
    if (error instanceof KeyboardInterrupt) return error;
    // The messages of Node's own AbortErrors do not help the user.
    const inOrder =
      error instanceof Error &&
      error.name === "AbortError" &&
      error !== signal.reason &&
      (error as NodeJS.ErrnoException).code !== "ABORT_ERR";
    return new KeyboardInterrupt(inOrder ? error.message : undefined);
  }
}

/** Called in place of interrupted code. */
export function interrupted(): never {
  throw new KeyboardInterrupt();
}

/** One cell's ability to be interrupted. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #abandoned: Promise<never>;
  #abandon!: (reason: Error) => void;
  /** Functions that end the cell's pending work: its promises, timers and requests. */
  readonly #pending = new Set<() => void>();
  #hasListener = false;
  #stopping = false;
  #ended = false;
  #requestedAt = 0;
  #thrownAt: number | undefined;
  #thrownTwice = false;

  constructor() {
    this.#abandoned = new Promise((_, reject) => (this.#abandon = reject));
    this.#abandoned.catch(() => {}); // usually nobody is waiting
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The signal, for code that will listen to it and end in order. */
  get heardSignal(): AbortSignal {
    this.#hasListener = true;
    return this.signal;
  }

  /** Asks the cell to end; a second call stops it at once. */
  request(): void {
    if (this.#ended) return;
    if (this.signal.aborted) return this.#giveUp();
    this.#requestedAt = performance.now();
    this.#controller.abort();
    if (!this.#hasListener) this.#stop();
    this.#countDown(GRACE.turns);
  }

  // A step of native work can block the event loop for longer than the whole grace time. Counting
  // turns gives the loop around it a chance to check its signal.
  #countDown(turns: number): void {
    // No code listens and no check has thrown: the cell waits for something outside of its code.
    const isStuck = !this.#hasListener && this.#thrownAt === undefined && turns < GRACE.turns - 1;
    if (turns === 0 || isStuck) this.#giveUp();
    else setTimeout(() => this.#countDown(turns - 1), GRACE.milliseconds).unref();
  }

  #giveUp(): void {
    this.#stop();
    // The cell's code can still reject first, with an error that says where it was stopped.
    setImmediate(() => this.#abandon(new KeyboardInterrupt()));
  }

  /** Ends the cell's pending work; from now on its checks throw. */
  #stop(): void {
    this.#stopping = true;
    if (this.#pending.size) this.#thrownAt ??= performance.now();
    for (const end of this.#pending) end();
    this.#pending.clear();
  }

  /** Called when the cell's reply is on its way: no work of an interrupted cell may go on. */
  end(): void {
    this.#ended = true;
    if (this.signal.aborted) this.#stop();
    this.#pending.clear();
  }

  /**
   * Registers pending work of the cell's code, which an interrupt stops by calling `end`.
   *
   * @returns a function to call when the work has ended by itself
   */
  onStop(end: () => void): () => void {
    if (this.#ended) {
      if (this.signal.aborted) end();
      return () => {};
    }
    this.#pending.add(end);
    return () => this.#pending.delete(end);
  }

  /**
   * Throws if the cell's code must not go on.
   *
   * @param blocking whether this code may have blocked the event loop, so that no other code of the
   *   cell could end in order
   */
  check(blocking: boolean): void {
    if (!this.signal.aborted) return;
    const now = performance.now();
    if (this.#ended) throw new KeyboardInterrupt();
    const overdue = blocking && now - this.#requestedAt > GRACE.turns * GRACE.milliseconds;
    if (!this.#stopping && !overdue) return;
    if (this.#thrownAt !== undefined && !this.#thrownTwice) {
      if (now - this.#thrownAt < CLEANUP_MILLISECONDS) return;
      this.#thrownTwice = true; // ends a loop that catches every error
    }
    this.#thrownAt ??= now;
    throw new KeyboardInterrupt();
  }

  /** `work`, unless the cell is abandoned first. */
  orAbandon<T>(work: T | Promise<T>): Promise<T> {
    return asKernel(() => Promise.race([work, this.#abandoned]));
  }
}
