/**
 * Interrupting a cell.
 *
 * Broken in bare tslab: an interrupt rejects the running cell at once, so work that could have ended
 * in order (a training loop after its step) has no chance to, and nobody tells it to.
 *
 * Mended here: an interrupt aborts the cell's AbortSignal, which libraries can listen to. The cell
 * then has a moment to end by itself; if it does not, it is abandoned. Either way it ends with
 * KeyboardInterrupt. Code that never yields is stopped by V8. An abandoned cell's asynchronous code
 * is not stopped: JavaScript has no way to; that needs checks inside the cell's loops.
 */
import vm from "node:vm";

/** How long a cell has to end by itself: this many turns of the event loop, this far apart. */
const GRACE = { turns: 5, milliseconds: 200 };

/** The error of an interrupted cell, named as Jupyter's frontends expect. */
export class KeyboardInterrupt extends Error {
  override readonly name = "KeyboardInterrupt";

  /** @param ending what the cell itself threw: work that ended in order may say how far it came */
  constructor(ending?: unknown) {
    const inOrder = ending instanceof Error && ending.name === "AbortError";
    super(inOrder ? ending.message : "The cell was interrupted.");
  }
}

/** One cell's ability to be interrupted. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #abandoned: Promise<never>;
  #abandon!: (reason: Error) => void;

  constructor() {
    this.#abandoned = new Promise((_, reject) => (this.#abandon = reject));
    this.#abandoned.catch(() => {}); // usually nobody is waiting
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Asks the cell to end; a second call insists. */
  request(): void {
    if (this.signal.aborted) return this.#abandon(new KeyboardInterrupt());
    this.#controller.abort();
    this.#count(GRACE.turns);
  }

  // A step of native work can block the event loop for longer than the whole grace. Counting turns
  // gives the loop around it a chance to look at its signal.
  #count(turns: number): void {
    if (turns === 0) this.#abandon(new KeyboardInterrupt());
    else setTimeout(() => this.#count(turns - 1), GRACE.milliseconds).unref();
  }

  /** `work`, unless the cell is abandoned first. */
  orAbandon<T>(work: T | Promise<T>): Promise<T> {
    return Promise.race([work, this.#abandoned]);
  }

  /** Calls `work` so that SIGINT stops it even while it never yields. */
  runStoppable<T>(work: () => T): T {
    const holder = globalThis as { [CALL]?: () => T };
    holder[CALL] = work;
    try {
      return call.runInThisContext({ breakOnSigint: true }) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException)?.code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED")
        throw error;
      this.#controller.abort();
      throw new KeyboardInterrupt();
    } finally {
      delete holder[CALL];
    }
  }
}

const CALL = Symbol.for("ganvas.kernel.call");
const call = new vm.Script(`globalThis[Symbol.for("ganvas.kernel.call")]()`, {
  filename: "ganvas-kernel-call", // hidden in stack traces by this name
});
