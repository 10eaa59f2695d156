import { setImmediate } from "node:timers/promises";
import { kernelHost } from "../base/host.js";
import type { RunState } from "./run-state.js";

/** The trainings that have begun and not ended. */
const begun = new Set<Holdings>();
/** The endings of dropped trainings that are being done. */
const endings = new Set<Promise<void>>();

/**
 * The variables, the checkpoints' folder and the tensors that a training holds while it goes on.
 * Nothing here refers to the loop's generator, so that one which is driven by `next()` and dropped
 * is collected; its `finally` does not run then, and these are released instead.
 */
export class Holdings {
  readonly #free: () => void;
  state?: RunState;

  /** @param free ends the claim on the variables */
  constructor(free: () => void) {
    this.#free = free;
    begun.add(this);
  }

  /** Saves unsaved steps, and frees everything. */
  async release(): Promise<void> {
    if (!begun.delete(this)) return;
    try {
      await this.state?.end();
    } finally {
      this.#free();
    }
  }
}

/** The holdings of a loop; none before it begins. */
export interface Owner {
  holdings?: Holdings;
}

const registry = new FinalizationRegistry<Owner>(({ holdings }) => {
  if (!holdings) return;
  const ending = holdings.release().catch((error: unknown) => {
    const { message } = error as Error;
    console.warn(
      `A training that nothing refers to is expected to end in order but did not (${message}); call ` +
        `"await training.return()" instead of dropping it.`,
    );
  });
  endings.add(ending);
  void ending.then(() => endings.delete(ending));
});

/** Releases a loop's holdings when it is dropped before its end. */
export function releaseWhenDropped(loop: object, owner: Owner): void {
  registry.register(loop, owner);
}

/**
 * Ends the trainings that were dropped, before another one begins: in a notebook, where a cell that is
 * run again drops the earlier training, all garbage is collected for that; elsewhere with `--expose-gc`.
 */
export async function endDropped(): Promise<void> {
  if (begun.size === 0) return;
  const collect = kernelHost()?.collectGarbage ?? globalThis.gc;
  await setImmediate(); // what is still on the stack is no garbage
  void collect?.();
  await setImmediate(); // the registry is told
  await Promise.all(endings);
}
