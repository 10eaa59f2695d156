import { currentNotebook, kernelHost, LiveOutput } from "../display/index.js";
import { TerminalLines } from "../display/terminal-lines.js";
import { BarWidgets } from "./progress-widgets.js";
import { htmlOf, lineOf, type Bar } from "./progress-text.js";
import { frontendHasWidgets } from "./restore.js";

/** At most one update is sent in this time, in milliseconds. */
const INTERVAL = 100;

/** Where bars are drawn. */
interface BarsOutput {
  draw(bars: readonly Bar[]): void;
  /** For the last time. */
  finish(bars: readonly Bar[]): void;
}

/**
 * The bars that are shown together: the bar of a loop, and the bars of the loops inside it.
 *
 * They are drawn a few times a second, by the changes themselves as well as by a timer, since a loop
 * without awaits starves the timer. The final state is always drawn.
 */
export class Bars {
  readonly #output: BarsOutput;
  #bars: Bar[] = [];
  #drawnAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: BarsOutput) {
    this.#output = output;
  }

  get areRunning(): boolean {
    return this.#bars.some(({ state }) => state === "running");
  }

  /** A new bar takes the place of those below the first that have ended. */
  add(bar: Bar): void {
    this.#bars = this.#bars.filter(({ state }, at) => at === 0 || state === "running");
    this.#bars.push(bar);
    this.changed();
  }

  end(bar: Bar, state: "done" | "stopped"): void {
    if (bar.state !== "running") return;
    bar.state = state;
    bar.end = performance.now();
    if (this.areRunning) return this.changed();
    this.#stopTimer();
    this.#output.finish(this.#bars);
  }

  /** Ends all bars that still run. */
  stop(): void {
    for (const bar of this.#bars) this.end(bar, "stopped");
  }

  changed(): void {
    if (!this.areRunning) return;
    const wait = this.#drawnAt + INTERVAL - performance.now();
    if (wait <= 0) this.#draw();
    else this.#timer ??= setTimeout(() => this.#draw(), wait).unref();
  }

  #draw(): void {
    this.#stopTimer();
    this.#drawnAt = performance.now();
    this.#output.draw(this.#bars);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Stands for the cell where there are no cells. */
const NO_CELL = {};

const latest = new WeakMap<object, Bars>();

/** The bars that a new one joins: those of the running cell, as long as one of them runs. */
export function barsHere(): Bars {
  const notebook = currentNotebook();
  const cell = (notebook?.cell as object | undefined) ?? NO_CELL;
  const earlier = latest.get(cell);
  if (earlier?.areRunning) return earlier;
  const bars = new Bars(notebook ? new NotebookBars() : new TerminalBars());
  latest.set(cell, bars);
  const signal = kernelHost()?.signal;
  // The loop of an interrupted cell may never run again, so nothing else would end its bar.
  if (signal) {
    notebook?.beforeCellEnds(() => {
      if (signal.aborted) bars.stop();
    });
  }
  return bars;
}

/**
 * Bars in a notebook: HTML and text that are replaced in place, which every frontend can show and a
 * saved notebook keeps. Where the frontend has ipywidgets, the running bars are widgets: these move
 * smoothly, do not change the document at each step, and survive a reload of the page. The final state is HTML and text in any case.
 */
class NotebookBars implements BarsOutput {
  readonly #output = new LiveOutput();
  #widgets: BarWidgets | undefined;
  #hasBegun = false;

  draw(bars: readonly Bar[]): void {
    const isFirst = !this.#hasBegun;
    if (isFirst) this.#begin();
    this.#widgets?.draw(bars);
    // A widget draws itself, unless the frontend has closed it because it does not support widgets.
    const view = this.#widgets?.view();
    if (isFirst || !view) this.#output.write({ ...view, ...texts(bars) });
  }

  finish(bars: readonly Bar[]): void {
    if (!this.#hasBegun) this.#begin();
    this.#output.write(texts(bars));
    this.#widgets?.close();
  }

  #begin(): void {
    this.#hasBegun = true;
    this.#output.enter();
    if (frontendHasWidgets(kernelHost()?.comms)) this.#widgets = new BarWidgets();
  }
}

/** Bars as lines that rewrite themselves. */
class TerminalBars implements BarsOutput {
  readonly #lines = new TerminalLines(process.stderr);

  draw(bars: readonly Bar[]): void {
    this.#lines.draw(linesOf(bars));
  }

  finish(bars: readonly Bar[]): void {
    this.#lines.finish(linesOf(bars));
  }
}

function texts(bars: readonly Bar[]): Record<string, string> {
  return {
    "text/html": htmlOf(bars, performance.now()),
    "text/plain": linesOf(bars).join("\n"),
  };
}

function linesOf(bars: readonly Bar[]): string[] {
  const now = performance.now();
  return bars.map((bar) => lineOf(bar, now));
}
