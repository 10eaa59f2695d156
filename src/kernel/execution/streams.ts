/**
 * What is written to stdout and stderr, as `stream` messages of the cell.
 *
 * Broken in bare tslab: each write is a message, and a loop that logs thousands of lines overruns
 * the queue of the socket (lines are lost) and the server's rate limit. Here writes in quick
 * succession travel together; the first is sent at once, so that a line before a long computation
 * is seen. Output of background work goes to the last cell, as in other kernels. Can go when tslab
 * gathers its output.
 */
import type { Publish } from "./cell.js";

type Name = "stdout" | "stderr";
type Written = (error?: Error | null) => void;

const GATHER_MILLISECONDS = 40;
const GATHER_CHARACTERS = 64 * 1024;

export class Streams {
  #publish: Publish | undefined;
  #name: Name = "stdout";
  #text = "";
  #flushed = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Redirects both streams of the process. What nobody's cell wrote still goes to the terminal. */
  install(): void {
    for (const name of ["stdout", "stderr"] as const) {
      const decoder = new TextDecoder();
      const original = process[name].write.bind(process[name]);
      process[name].write = (
        chunk: string | Uint8Array,
        encoding?: BufferEncoding | Written,
        written?: Written,
      ): boolean => {
        if (!this.#publish) return original(chunk);
        this.#add(
          name,
          typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }),
        );
        const done = typeof encoding === "function" ? encoding : written;
        if (done) process.nextTick(done);
        return true;
      };
    }
  }

  /** Sends all further output to `publish`, until the next call. */
  directTo(publish: Publish): void {
    this.flush();
    this.#publish = publish;
  }

  /** Sends what has been gathered. To be called before any other output of a cell. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#text) return;
    const text = this.#text;
    this.#text = "";
    this.#flushed = Date.now();
    this.#publish?.("stream", { name: this.#name, text });
  }

  #add(name: Name, text: string): void {
    if (name !== this.#name) this.flush();
    this.#name = name;
    this.#text += text;
    const waited = Date.now() - this.#flushed;
    if (waited >= GATHER_MILLISECONDS || this.#text.length >= GATHER_CHARACTERS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHER_MILLISECONDS - waited);
  }
}
