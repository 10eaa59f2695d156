/**
 * Sends the text written to stdout and stderr as `stream` messages of the cell.
 *
 * Broken in bare tslab: each write is a message, and a loop that logs thousands of lines overruns
 * the queue of the socket (lines are lost) and the server's rate limit. Fixed here: writes in quick
 * succession become one message; the first is sent at once, so that a line before a long
 * computation appears before it. Output goes to the cell whose code wrote it, even if that cell
 * ended long ago. Other output goes to the running cell, or to the last one. Can go when tslab does
 * both.
 */
import { asCodeOf, currentCell, currentInterruption, type Cell } from "./cell.js";
import type { Interruption } from "./interrupt.js";

type Name = "stdout" | "stderr";
type WriteCallback = (error?: Error | null) => void;

const GATHER_MILLISECONDS = 40;
const GATHER_CHARACTERS = 64 * 1024;

export class Streams {
  /** The cell whose text has been gathered. */
  #cell: Cell | undefined;
  /** The interruption of the code that wrote it. */
  #interruption: Interruption | undefined;
  #name: Name = "stdout";
  #text = "";
  #flushed = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Redirects both streams of the process, from the first cell on.
   *
   * @param lastCell gives the running cell, or the last one that ran
   */
  install(lastCell: () => Cell | undefined): void {
    for (const name of ["stdout", "stderr"] as const) {
      const decoder = new TextDecoder();
      const original = process[name].write.bind(process[name]);
      process[name].write = (
        chunk: string | Uint8Array,
        encoding?: BufferEncoding | WriteCallback,
        callback?: WriteCallback,
      ): boolean => {
        const cell = currentCell() ?? lastCell();
        if (!cell) return original(chunk);
        this.#add(
          cell,
          name,
          typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }),
        );
        const done = typeof encoding === "function" ? encoding : callback;
        if (done) process.nextTick(done);
        return true;
      };
    }
  }

  /** Sends the gathered text. Must be called before any other output of a cell. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#text || !this.#cell) return;
    const cell = this.#cell;
    const content = { name: this.#name, text: this.#text };
    this.#text = "";
    this.#flushed = Date.now();
    // Sent as code of the text's own cell, whichever code calls flush().
    asCodeOf(cell, () => cell.publish("stream", content), this.#interruption);
  }

  #add(cell: Cell, name: Name, text: string): void {
    const interruption = currentInterruption() ?? cell.interruption;
    if (cell !== this.#cell || name !== this.#name || interruption !== this.#interruption)
      this.flush();
    this.#cell = cell;
    this.#interruption = interruption;
    this.#name = name;
    this.#text += text;
    const waited = Date.now() - this.#flushed;
    if (waited >= GATHER_MILLISECONDS || this.#text.length >= GATHER_CHARACTERS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHER_MILLISECONDS - waited);
  }
}
