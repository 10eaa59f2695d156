/**
 * Lines that rewrite themselves in a terminal. Where the stream is not a terminal, for example a
 * file, only the last state is written.
 */
export class TerminalLines {
  readonly #stream: NodeJS.WriteStream;
  #drawn = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Replaces the lines drawn before. */
  draw(lines: readonly string[]): void {
    const stream = this.#stream;
    if (!stream.isTTY) return;
    const width = (stream.columns || 80) - 1; // a longer line would take two
    const drawn = lines.map((line) => `\x1b[2K${line.slice(0, width)}\n`).join("");
    const back = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : "";
    const surplus = Math.max(0, this.#drawn - lines.length);
    const wiped = surplus > 0 ? `${"\x1b[2K\n".repeat(surplus)}\x1b[${surplus}A` : "";
    stream.write(back + drawn + wiped);
    this.#drawn = lines.length;
  }

  /** Draws for the last time. */
  finish(lines: readonly string[]): void {
    if (this.#stream.isTTY) this.draw(lines);
    else this.#stream.write(lines.map((line) => `${line}\n`).join(""));
  }
}
