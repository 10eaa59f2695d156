import { lineOf, type Bar } from "./progress-text.js";

/** Bars in a terminal: lines that rewrite themselves. Elsewhere only the end is written. */
export class TerminalLines {
  #drawn = 0;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  draw(bars: readonly Bar[]): void {
    if (!this.stream.isTTY) return;
    const now = performance.now();
    const width = (this.stream.columns || 80) - 1; // a longer line would take two
    const lines = bars.map((bar) => `\x1b[2K${lineOf(bar, now).slice(0, width)}\n`);
    const back = this.#drawn ? `\x1b[${this.#drawn}A` : "";
    // Lines of bars that are gone are wiped out.
    const rest = Math.max(0, this.#drawn - lines.length);
    const wiped = rest ? `${"\x1b[2K\n".repeat(rest)}\x1b[${rest}A` : "";
    this.stream.write(back + lines.join("") + wiped);
    this.#drawn = lines.length;
  }

  finish(bars: readonly Bar[]): void {
    if (this.stream.isTTY) return this.draw(bars);
    const now = performance.now();
    this.stream.write(bars.map((bar) => `${lineOf(bar, now)}\n`).join(""));
  }
}
