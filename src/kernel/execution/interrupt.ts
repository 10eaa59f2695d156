/**
 * Interrupting a cell.
 *
 * Broken in bare tslab: an interrupt rejects the running cell at once, so work that could have ended
 * in order (a training loop after its step) has no chance to, nobody tells it to, and the cell's
 * asynchronous code goes on for ever.
 *
 * Mended here: an interrupt aborts the cell's AbortSignal. What follows depends on who listens:
 * - Nobody asked for the signal: the cell's code is stopped where it stands. Its checks (see
 *   checks.ts) throw, the promises it waits for are rejected, its timers are cleared.
 * - Somebody did, as a library's training loop does: the cell has a moment to end in order, and is
 *   stopped as above only when that has passed.
 * Either way `catch` and `finally` blocks run, the cell ends with KeyboardInterrupt, and if it does
 * not end at all, it is abandoned.
 */

/** How long a cell has to end by itself: this many turns of the event loop, this far apart. */
const GRACE = { turns: 5, milliseconds: 200 };

/** After its first KeyboardInterrupt a cell may tidy up for this long before it gets the next. */
const TIDYING_MILLISECONDS = 500;

/** The error of an interrupted cell, named as Jupyter's frontends expect. */
export class KeyboardInterrupt extends Error {
  override readonly name = "KeyboardInterrupt";

  constructor(message = "The cell was interrupted.") {
    super(message);
  }

  /** @param ending what the cell itself threw: work that ended in order may say how far it came */
  static after(ending: unknown, signal: AbortSignal): KeyboardInterrupt {
    if (ending instanceof KeyboardInterrupt) return ending;
    // Node's own AbortErrors say nothing that the user does not know.
    const inOrder =
      ending instanceof Error &&
      ending.name === "AbortError" &&
      ending !== signal.reason &&
      (ending as NodeJS.ErrnoException).code !== "ABORT_ERR";
    return new KeyboardInterrupt(inOrder ? ending.message : undefined);
  }
}

/** What interrupted code does instead of going on. */
export function interrupted(): never {
  throw new KeyboardInterrupt();
}

/** One cell's ability to be interrupted. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #abandoned: Promise<never>;
  #abandon!: (reason: Error) => void;
  /** What the cell waits for, each as the way to end it. */
  readonly #pending = new Set<() => void>();
  #heard = false;
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
    this.#heard = true;
    return this.signal;
  }

  /** Asks the cell to end; a second call insists. */
  request(): void {
    if (this.#ended) return;
    if (this.signal.aborted) return this.#giveUp();
    this.#requestedAt = performance.now();
    this.#controller.abort();
    if (!this.#heard) this.#stop();
    this.#count(GRACE.turns);
  }

  // A step of native work can block the event loop for longer than the whole grace. Counting turns
  // gives the loop around it a chance to look at its signal.
  #count(turns: number): void {
    // Nobody listens and no code of the cell was met: it waits for something that is not its own.
    const hopeless = !this.#heard && this.#thrownAt === undefined && turns < GRACE.turns - 1;
    if (turns === 0 || hopeless) this.#giveUp();
    else setTimeout(() => this.#count(turns - 1), GRACE.milliseconds).unref();
  }

  #giveUp(): void {
    this.#stop();
    // The cell's code has the chance to say where it was stopped.
    setImmediate(() => this.#abandon(new KeyboardInterrupt()));
  }

  /** Ends what the cell waits for; from now on its checks throw. */
  #stop(): void {
    this.#stopping = true;
    if (this.#pending.size) this.#thrownAt ??= performance.now();
    for (const end of this.#pending) end();
    this.#pending.clear();
  }

  /** The cell's reply is on its way: nothing of an interrupted cell may go on. */
  end(): void {
    this.#ended = true;
    if (this.signal.aborted) this.#stop();
    this.#pending.clear();
  }

  /**
   * Registers something that the cell's code set off and that `end` ends.
   *
   * @returns forgets it, when it is over by itself
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
   * @param blocking whether it may have kept the event loop from turning, so that nothing else
   *   of the cell could end in order
   */
  check(blocking: boolean): void {
    if (!this.signal.aborted) return;
    const now = performance.now();
    if (this.#ended) throw new KeyboardInterrupt();
    const overdue = blocking && now - this.#requestedAt > GRACE.turns * GRACE.milliseconds;
    if (!this.#stopping && !overdue) return;
    if (this.#thrownAt !== undefined && !this.#thrownTwice) {
      if (now - this.#thrownAt < TIDYING_MILLISECONDS) return;
      this.#thrownTwice = true; // whatever catches everything in a loop ends now
    }
    this.#thrownAt ??= now;
    throw new KeyboardInterrupt();
  }

  /** `work`, unless the cell is abandoned first. */
  orAbandon<T>(work: T | Promise<T>): Promise<T> {
    return Promise.race([work, this.#abandoned]);
  }
}
