/**
 * Limits the output of a cell that prints too much.
 *
 * Broken in bare tslab: a loop that prints a hundred megabytes sends them all. The Jupyter server
 * drops output beyond a megabyte per second, and the remaining output makes the page and the file
 * unusable. Fixed here: a cell may write a megabyte at once and a little more each second. Of
 * further output the last lines are shown, and how much was left out before them. Can go when
 * Jupyter limits output in the frontend.
 */
import { formatBytes, formatCount } from "../../base/numbers.js";
import type { Publish } from "./cell.js";

const AT_ONCE = 2 ** 20;
const PER_SECOND = 4096;
/** Characters of held output that are kept, and shown when there is room or the cell ends. */
const LAST_CHARACTERS = 4096;

const ANNOUNCEMENT = "\n… more output than a notebook can show; the last of it follows …\n";

/** Limits one stream of one cell. */
export class StreamLimit {
  #room = AT_ONCE;
  #checked: number;
  #held = "";
  #lines = 0;
  #characters = 0;

  /** @param now a clock in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.#checked = now();
  }

  /** Takes text that the cell wrote and returns the text to send now. */
  pass(text: string): string {
    const time = this.now();
    this.#room = Math.min(AT_ONCE, this.#room + ((time - this.#checked) / 1000) * PER_SECOND);
    this.#checked = time;
    if (this.#held) {
      this.#hold(text);
      return this.#room > 2 * LAST_CHARACTERS ? this.flush() : "";
    }
    if (text.length <= this.#room) {
      this.#room -= text.length;
      return text;
    }
    const room = Math.floor(this.#room);
    const end = text.lastIndexOf("\n", room - 1) + 1 || room;
    this.#room = 0;
    this.#hold(text.slice(end));
    return text.slice(0, end) + ANNOUNCEMENT;
  }

  /** Returns the text held back, after a line that says how much is missing. */
  flush(): string {
    if (!this.#held) return "";
    const size = formatBytes(this.#characters);
    const amount = this.#lines > 0 ? `${formatCount(this.#lines, "line")} (${size})` : size;
    const notice = `… ${amount} left out …\n`;
    const text = (this.#characters > 0 ? notice : "") + this.#held;
    [this.#held, this.#lines, this.#characters] = ["", 0, 0];
    this.#room = Math.max(0, this.#room - text.length);
    return text;
  }

  #hold(text: string): void {
    const held = this.#held + text;
    let start = Math.max(0, held.length - LAST_CHARACTERS);
    // Start at the beginning of a line, unless the last line alone is too long.
    if (start > 0) start = held.indexOf("\n", start - 1) + 1 || start;
    if (start === held.length) start = Math.max(0, held.length - LAST_CHARACTERS);
    for (let end = held.indexOf("\n"); end >= 0 && end < start; end = held.indexOf("\n", end + 1))
      this.#lines++;
    this.#characters += start;
    this.#held = held.slice(start);
  }
}

/** `publish` with a limit for each stream; `finish` sends the text held back. */
export function limitStreams(publish: Publish): { publish: Publish; finish: () => void } {
  const limits = new Map<string, StreamLimit>();
  const send = (name: string, text: string): void => {
    if (text) publish("stream", { name, text });
  };
  return {
    publish: (type, content) => {
      if (type !== "stream") return publish(type, content);
      const { name, text } = content as { name: string; text: string };
      const limit = limits.get(name) ?? new StreamLimit();
      limits.set(name, limit);
      send(name, limit.pass(text));
    },
    finish: () => limits.forEach((limit, name) => send(name, limit.flush())),
  };
}
