import { setImmediate as nextTurn } from "node:timers/promises";
import { INSPECT, kernelHost } from "../display/index.js";
import { barsHere, type Bars } from "./progress-bars.js";
import { lineOf, type Bar } from "./progress-text.js";

export interface ProgressOptions {
  /** How many items there are, where that cannot be seen from them. */
  readonly total?: number;
  /** What is being done, written before the bar. */
  readonly description?: string;
  /** What is being counted, for the rate, e.g. "images". */
  readonly unit?: string;
}

/**
 * A bar that shows how far a loop is, updated in place.
 *
 * A loop that is left by `break` or an error leaves the bar marked as stopped. Bars of loops inside a
 * loop are shown below its bar. In a terminal the bar is a line that rewrites itself; where there is
 * neither notebook nor terminal, a summary is written at the end.
 *
 * @example
 * for (const path of progress(paths, { description: "Reading" })) read(path);
 * for await (const step of progress(1000)) await train(step);   // steps 0 to 999
 *
 * @param items what to loop over; a number n stands for 0, 1, … n - 1
 */
export function progress(items: number, options?: ProgressOptions): Progress<number>;
export function progress<Item>(items: Iterable<Item>, options?: ProgressOptions): Progress<Item>;
export function progress<Item>(
  items: AsyncIterable<Item>,
  options?: ProgressOptions,
): AsyncProgress<Item>;
export function progress<Item>(
  items: number | Iterable<Item> | AsyncIterable<Item>,
  options: ProgressOptions = {},
): Progress<Item | number> | AsyncProgress<Item> {
  if (typeof items === "number") {
    const total = whole("the number of steps", items);
    return new Progress(numbers(total), { total, ...options });
  }
  if (options.total !== undefined) whole("total", options.total);
  if (items !== null && typeof items === "object" && Symbol.asyncIterator in items)
    return new AsyncProgress(items, options);
  if (typeof items?.[Symbol.iterator] === "function")
    return new Progress(items, { total: sizeOf(items), ...options });
  throw new TypeError(
    `progress: the items must be a number or something to loop over, but they are ${String(items)}: give an array, for example.`,
  );
}

/** What a bar lets be done while it is shown, in a loop or without one. */
class Counter {
  readonly #options: ProgressOptions;
  #bar: Bar | undefined;
  #bars: Bars | undefined;
  #message = "";

  /** @internal */
  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /** A text behind the numbers, e.g. the present loss. */
  get message(): string {
    return this.#message;
  }

  set message(message: string) {
    this.#message = message;
    if (this.#bar?.state !== "running") return;
    this.#bar.message = message;
    this.#bars!.changed();
  }

  /** Counts without a loop: shows the bar if it is not yet there, and moves it by `count`. */
  advance(count = 1): void {
    if (this.#bar?.state !== "running") this.begin();
    this.step(count);
  }

  /** Ends a bar that is moved by {@link advance}. */
  end(): void {
    this.finish("done");
  }

  /** Where the bar stands, in one line. */
  toString(): string {
    return this.#bar
      ? lineOf(this.#bar, performance.now())
      : "a progress bar that has not begun yet";
  }

  [INSPECT](): string {
    return this.toString();
  }

  /** @internal */
  protected begin(): void {
    const { total, description = "", unit = "" } = this.#options;
    const now = performance.now();
    const message = this.#message;
    this.#bar = { total, description, unit, message, done: 0, state: "running", start: now };
    this.#bars = barsHere();
    this.#bars.add(this.#bar);
  }

  /** @internal */
  protected step(count = 1): void {
    if (this.#bar?.state !== "running") return; // ended by code inside the loop
    this.#bar.done += count;
    this.#bars!.changed();
  }

  /** @internal */
  protected finish(state: "done" | "stopped"): void {
    if (this.#bar) this.#bars!.end(this.#bar, state);
  }
}

/** How long `for await` over items that are at hand may keep everything else waiting. */
const TURN_MILLISECONDS = 20;

/** Items at hand, with a bar. In `for await`, messages, timers and interrupts get their turn too. */
export class Progress<Item> extends Counter implements Iterable<Item>, AsyncIterable<Item> {
  readonly #items: Iterable<Item>;

  /** @internal Made by {@link progress}. */
  constructor(items: Iterable<Item>, options: ProgressOptions) {
    super(options);
    this.#items = items;
  }

  *[Symbol.iterator](): Generator<Item, void, undefined> {
    let state: "done" | "stopped" = "stopped";
    this.begin();
    try {
      for (const item of this.#items) {
        yield item;
        this.step();
      }
      state = "done";
    } finally {
      this.finish(state);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Awaited<Item>, void, undefined> {
    const signal = kernelHost()?.signal;
    let turn = performance.now();
    for (const item of this) {
      yield await item;
      if (performance.now() - turn < TURN_MILLISECONDS) continue;
      await nextTurn();
      turn = performance.now();
      if (signal?.aborted) throw new DOMException("The loop was interrupted.", "AbortError");
    }
  }
}

/** Items that come one by one, with a bar. */
export class AsyncProgress<Item> extends Counter implements AsyncIterable<Item> {
  readonly #items: AsyncIterable<Item>;

  /** @internal Made by {@link progress}. */
  constructor(items: AsyncIterable<Item>, options: ProgressOptions) {
    super(options);
    this.#items = items;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    let state: "done" | "stopped" = "stopped";
    this.begin();
    try {
      for await (const item of this.#items) {
        yield item;
        this.step();
      }
      state = "done";
    } finally {
      this.finish(state);
    }
  }
}

function* numbers(count: number): Generator<number, void, undefined> {
  for (let n = 0; n < count; n++) yield n;
}

function sizeOf(items: Iterable<unknown>): number | undefined {
  const { length, size } = items as { length?: unknown; size?: unknown };
  // A string is as long as its code units, and is looped over by code points.
  if (typeof items === "object" && typeof length === "number") return length;
  return typeof size === "number" ? size : undefined;
}

function whole(what: string, number: number): number {
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new RangeError(
    `progress: ${what} must be a whole number from 0, but it is ${number}: give another.`,
  );
}
