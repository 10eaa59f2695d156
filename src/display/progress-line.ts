import { formatDuration, formatMegabytes } from "../base/numbers.js";
import { LiveOutput } from "./live.js";
import { TerminalLines } from "./terminal-lines.js";

/** How much of a long piece of work is done. */
export interface Progress {
  /** In the unit of `total`. */
  readonly done: number;
  readonly total: number;
}

/** Milliseconds between two updates. */
const INTERVAL = { notebook: 250, terminal: 100 };

/**
 * A line that shows how much of a long piece of work is done: updated in place in a notebook or a
 * terminal; elsewhere only its end is written, to stderr.
 */
export class ProgressLine {
  readonly #description: string;
  readonly #format: (progress: Progress) => string;
  readonly #output = new LiveOutput();
  readonly #terminal = new TerminalLines(process.stderr);
  readonly #start = performance.now();
  readonly #quiet: number;
  #doneAtStart: number | undefined;
  #drawnAt = -Infinity;

  /**
   * @param format the progress as text, for example `12.3 of 26.4 MB`
   * @param quiet milliseconds at the beginning in which nothing is shown: work that ends by then
   *   needs no line; default 0
   */
  constructor(description: string, format: (progress: Progress) => string, quiet = 0) {
    this.#description = description;
    this.#format = format;
    this.#quiet = quiet;
  }

  update(progress: Progress): void {
    this.#doneAtStart ??= progress.done;
    const now = performance.now();
    if (now - this.#start < this.#quiet) return;
    const inNotebook = this.#output.enter() !== undefined;
    if (now - this.#drawnAt < (inNotebook ? INTERVAL.notebook : INTERVAL.terminal)) return;
    this.#drawnAt = now;
    const seconds = (now - this.#start) / 1000;
    const gained = progress.done - this.#doneAtStart;
    const left = ((progress.total - progress.done) / gained) * seconds;
    const forecast = gained > 0 ? ` · ${formatDuration(left)} left` : "";
    this.#write(this.#format(progress) + forecast, false);
  }

  /** Replaces the line by its end. `outcome` is one word, for example `done` or `stopped`. */
  end(progress: Progress, outcome: string): void {
    const milliseconds = performance.now() - this.#start;
    if (milliseconds < this.#quiet) return;
    const took = formatDuration(milliseconds / 1000);
    this.#write(`${this.#format(progress)} · ${outcome} after ${took}`, true);
  }

  #write(text: string, last: boolean): void {
    const line = `${this.#description}: ${text}`;
    if (this.#output.enter()) this.#output.write({ "text/plain": line });
    else if (last) this.#terminal.finish([line]);
    else this.#terminal.draw([line]);
  }
}

/** Sizes of files, for example `12.3 of 26.4 MB`. */
export function megabytes({ done, total }: Progress): string {
  return `${(done / 1e6).toFixed(1)} of ${formatMegabytes(total)}`;
}
