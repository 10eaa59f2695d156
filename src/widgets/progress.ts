import { aText, checkOptions, describeValue } from "../base/arguments.js";
import { setImmediate as nextTurn } from "node:timers/promises";
import { checkInteger, refusal } from "../base/errors.js";
import { INSPECT, kernelHost } from "../display/index.js";
import { barsHere, type Bars } from "./progress-bars.js";
import { lineOf, type Bar } from "./progress-text.js";

export interface ProgressOptions {
  /** The number of items, where the items do not have it. */
  readonly total?: number;
  /** Written before the bar, e.g. "Reading". */
  readonly description?: string;
  /** The counted things, for the rate, e.g. "images". */
  readonly unit?: string;
}

/**
 * A bar that shows the progress of a loop, updated in place.
 *
 * A `break` or an error in the loop marks the bar as stopped. Bars of loops inside a
 * loop are shown below its bar. In a terminal the bar is a line that rewrites itself; without
 * a notebook or a terminal, a summary is written at the end.
 *
 * @example
 * for (const path of progress(paths, { description: "Reading" })) read(path);
 * for await (const step of progress(1000)) await train(step);   // steps 0 to 999
 *
 * @param items an iterable; a number n stands for 0, 1, … n - 1
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
  checkOptions("progress", options, { description: aText("Reading"), unit: aText("images") });
  if (typeof items === "number") {
    const total = checkCount("The number of steps of progress", items);
    return new Progress(numbers(total), { total, ...options });
  }
  if (options.total !== undefined) checkCount("total", options.total);
  if (items !== null && typeof items === "object" && Symbol.asyncIterator in items)
    return new AsyncProgress(items, options);
  if (typeof items?.[Symbol.iterator] === "function")
    return new Progress(items, { total: sizeOf(items), ...options });
  const kinds = "a number or something to loop over";
  throw new TypeError(
    refusal(
      "The first argument of progress",
      kinds,
      describeValue(items),
      "pass for example an array",
    ),
  );
}

/** The part of a bar that does not depend on a loop. */
class Counter {
  readonly #options: ProgressOptions;
  #bar: Bar | undefined;
  #bars: Bars | undefined;
  #message = "";

  /** @internal */
  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /** A text after the numbers, e.g. the current loss. */
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

  /** The status of the bar, in one line. */
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

/** How long `for await` over available items may block everything else, in milliseconds. */
const TURN_MILLISECONDS = 20;

/** Available items, with a bar. In `for await`, messages, timers and interrupts get their turn too. */
export class Progress<Item> extends Counter implements Iterable<Item>, AsyncIterable<Item> {
  readonly #items: Iterable<Item>;

  /** @internal Use {@link progress}. */
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

  /** @internal Use {@link progress}. */
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

function checkCount(name: string, count: number): number {
  return checkInteger(name, count, [0, Infinity], 100);
}
