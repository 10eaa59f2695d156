/**
 * Sends the text written to stdout and stderr as `stream` messages of the cell.
 *
 * Broken in bare tslab: each write is a message, and a loop that logs thousands of lines overruns
 * the queue of the socket (lines are lost) and the server's rate limit. Fixed here: writes in quick
 * succession become one message; the first is sent at once, so that a line before a long
 * computation appears before it. Output goes to the cell whose code wrote it, even if that cell
 * ended long ago. Other output goes to the running cell, or to the last one.
 *
 * Bare tslab also ignores encodings and callbacks, and splits characters that arrive in two pieces.
 * Fixed here: the streams stay Node's own; only where their text goes is replaced. Can go when tslab
 * does all of this.
 */
import { clearTimeout, setTimeout } from "node:timers";
import { asCodeOf, currentCell, currentInterruption, type Cell } from "./cell.js";
import type { Interruption } from "./interrupt.js";

export type StreamName = "stdout" | "stderr";

/** Encodings whose strings are the text itself. */
const TEXT_ENCODINGS = new Set(["utf8", "utf-8"]);

/** Cells may replace the clock, and the timers under their usual names. */
const now = performance.now.bind(performance);

const GATHER_MILLISECONDS = 40;
const GATHER_CHARACTERS = 64 * 1024;

/** The stream of the process that a file descriptor stands for. */
export const streamOfDescriptor = (descriptor: unknown): StreamName | undefined =>
  descriptor === 1 ? "stdout" : descriptor === 2 ? "stderr" : undefined;

export class Streams {
  /** The cell whose text has been gathered. */
  #cell: Cell | undefined;
  /** The interruption of the code that wrote it. */
  #interruption: Interruption | undefined;
  #name: StreamName = "stdout";
  #text = "";
  #flushed = -GATHER_MILLISECONDS;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Redirects both streams of the process, from the first cell on.
   *
   * @param lastCell gives the running cell, or the last one that ran
   */
  install(lastCell: () => Cell | undefined): void {
    for (const name of ["stdout", "stderr"] as const) {
      const stream = process[name];
      const toProcess = stream._write.bind(stream);
      const decoder = new TextDecoder();
      // Only what Node's own write() calls in the end: encodings, callbacks, corking, the checks of
      // arguments and writes after end() stay Node's.
      stream._write = (chunk: string | Uint8Array, encoding, done): void => {
        const cell = currentCell() ?? lastCell();
        if (!cell) return toProcess(chunk, encoding, done);
        const isText = typeof chunk === "string" && TEXT_ENCODINGS.has(encoding.toLowerCase());
        const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
        try {
          this.#add(cell, name, isText ? chunk : decoder.decode(bytes, { stream: true }));
        } finally {
          done();
        }
      };
      stream._writev = undefined; // several chunks at once: an optional method
      stream.end = stayingOpen(stream);
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
    this.#flushed = now();
    // Sent as code of the text's own cell, whichever code calls flush().
    asCodeOf(cell, () => cell.publish("stream", content), this.#interruption);
  }

  #add(cell: Cell, name: StreamName, text: string): void {
    const interruption = currentInterruption() ?? cell.interruption;
    if (cell !== this.#cell || name !== this.#name || interruption !== this.#interruption)
      this.flush();
    this.#cell = cell;
    this.#interruption = interruption;
    this.#name = name;
    this.#text += text;
    const waited = now() - this.#flushed;
    if (waited >= GATHER_MILLISECONDS || this.#text.length >= GATHER_CHARACTERS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHER_MILLISECONDS - waited);
  }
}

/** `end` for a stream that later cells still write to: it says that it has ended, and stays open. */
function stayingOpen(stream: NodeJS.WriteStream) {
  return (...options: unknown[]) => {
    const [chunk, encoding] = options;
    const done = options.find((option) => typeof option === "function");
    if (done) stream.once("finish", done as () => void);
    if (chunk !== undefined && chunk !== null && chunk !== done)
      stream.write(
        chunk as string,
        typeof encoding === "string" ? (encoding as "utf8") : undefined,
      );
    process.nextTick(() => {
      stream.emit("finish");
      stream.emit("close");
    });
    return stream as never;
  };
}
