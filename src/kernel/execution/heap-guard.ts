/**
 * Stops a cell whose values fill V8's heap.
 *
 * Broken in bare tslab: V8 ends the process without a word, and all variables are lost. Fixed here:
 * a thread watches the memory of the process. When it is large enough for a full heap, the checks in
 * the cell's loops look at the heap itself and end the cell with an error. Can go when V8 throws.
 */
import v8 from "node:v8";
import { formatBytes } from "../../base/numbers.js";
import { collectGarbage } from "./garbage.js";
import { Flag, Slot } from "./interrupt-memory.js";

/**
 * V8 counts the young generation into the heap's limit: three half spaces of at most 16 MiB, in which
 * no value stays.
 */
const YOUNG_BYTES = 3 * 16 * 2 ** 20;

/** Parts of the heap's limit. */
const WATCHED = 0.6;
const FULL = 0.85;
/** Between two looks: the heap of a busy loop grows by a gigabyte a second. */
const CALM_MILLISECONDS = 250;
const WATCHFUL_MILLISECONDS = 20;
/** After an error the heap may grow by this part until the next: cells must be able to clean up. */
const STEP = 0.03;

const limitOf = (): number => v8.getHeapStatistics().heap_size_limit - YOUNG_BYTES;

/** Asks the main thread, whose heap has this limit, to look at its heap when it may be full. */
export function watchMemory(memory: Int32Array<SharedArrayBuffer>, heapLimit: number): void {
  const share = process.memoryUsage.rss() / heapLimit;
  if (share > WATCHED) Atomics.or(memory, Slot.flag, Flag.heap);
  const pause = share > WATCHED / 2 ? WATCHFUL_MILLISECONDS : CALM_MILLISECONDS;
  setTimeout(() => watchMemory(memory, heapLimit), pause).unref();
}

/** The error of a cell that was ended because the heap is full. */
export class HeapError extends RangeError {
  override readonly name = "HeapError";
}

export class HeapGuard {
  readonly limit = limitOf();
  /** The use of the heap that is accepted. */
  #accepted = FULL * this.limit;

  constructor(private readonly memory: Int32Array<SharedArrayBuffer>) {}

  /** @throws HeapError if the other thread has asked and the heap is full of values in use */
  check(): void {
    if ((Atomics.load(this.memory, Slot.flag) & Flag.heap) === 0) return;
    Atomics.and(this.memory, Slot.flag, ~Flag.heap);
    if (this.#used() < this.#accepted) return this.#reset();
    collectGarbage();
    if (this.#used() < this.#accepted) return this.#reset();
    this.#accepted = this.#used() + STEP * this.limit;
    throw new HeapError(
      `Expected the cell's values to fit into JavaScript's heap of ${formatBytes(this.limit)}, found ` +
        "it nearly full: keep fewer values (tensors and typed arrays lie outside of it), or start " +
        "Jupyter with NODE_OPTIONS=--max-old-space-size and more MiB.",
    );
  }

  #used = (): number => v8.getHeapStatistics().used_heap_size;

  /** Once there is room again, the whole heap can be used again. */
  #reset(): void {
    if (this.#used() < (FULL - STEP) * this.limit) this.#accepted = FULL * this.limit;
  }
}
