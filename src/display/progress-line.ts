import { formatDuration, formatMegabytes } from "../base/numbers.js";
import { LiveOutput } from "./index.js";

/** How far a long piece of work is. */
export interface Progress {
  /** How much is done, in the unit of `total`. */
  readonly done: number;
  readonly total: number;
}

/** Milliseconds between two updates. */
const PACE = { notebook: 250, terminal: 100 };

/**
 * A line that shows how far a long piece of work is: updated in place in a notebook or a terminal;
 * elsewhere only its end is written, to stderr.
 */
export class ProgressLine {
  readonly #description: string;
  readonly #format: (progress: Progress) => string;
  readonly #output = new LiveOutput();
  readonly #start = performance.now();
  readonly #quiet: number;
  #first: number | undefined;
  #drawn = -Infinity;

  /**
   * @param format says how much is done, for example `12.3 of 26.4 MB`
   * @param quiet milliseconds at the beginning in which nothing is shown: work that ends by then
   *   needs no line; default 0
   */
  constructor(description: string, format: (progress: Progress) => string, quiet = 0) {
    this.#description = description;
    this.#format = format;
    this.#quiet = quiet;
  }

  update(progress: Progress): void {
    this.#first ??= progress.done;
    const now = performance.now();
    if (now - this.#start < this.#quiet) return;
    const inNotebook = this.#output.enter() !== undefined;
    if (now - this.#drawn < (inNotebook ? PACE.notebook : PACE.terminal)) return;
    this.#drawn = now;
    const seconds = (now - this.#start) / 1000;
    const gained = progress.done - this.#first;
    const left = gained > 0 ? ((progress.total - progress.done) / gained) * seconds : undefined;
    const rest = left === undefined ? "" : ` · ${formatDuration(left)} left`;
    this.#write(`${this.#format(progress)}${rest}`, false);
  }

  /** Replaces the line by a last word, for example `done` or `stopped`. */
  end(progress: Progress, word: string): void {
    const milliseconds = performance.now() - this.#start;
    if (milliseconds < this.#quiet) return;
    const took = formatDuration(milliseconds / 1000);
    this.#write(`${this.#format(progress)} · ${word} after ${took}`, true);
  }

  #write(text: string, last: boolean): void {
    const line = `${this.#description}: ${text}`;
    if (this.#output.enter()) return this.#output.write({ "text/plain": line });
    const { stderr } = process;
    if (stderr.isTTY) stderr.write(`\r\x1b[2K${line.slice(0, (stderr.columns || 80) - 1)}`);
    if (last) stderr.write(stderr.isTTY ? "\n" : `${line}\n`);
  }
}

/** Sizes of files as people read them, for example `12.3 of 26.4 MB`. */
export function megabytes({ done, total }: Progress): string {
  return `${(done / 1e6).toFixed(1)} of ${formatMegabytes(total)}`;
}
