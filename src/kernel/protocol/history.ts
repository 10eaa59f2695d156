/**
 * `history_request`: the input of this kernel and of earlier ones.
 *
 * Broken in bare tslab: it has no history, so a console forgets everything when it closes. Can go
 * when tslab answers history requests.
 */
import fs from "node:fs";
import path from "node:path";
import {
  deleteOldest,
  historyFolder,
  readSession,
  sessionsIn,
  type Entry,
} from "./history-files.js";

/** An entry in Jupyter's form: session, line, input; or session, line, input with output. */
type HistoryItem = [number, number, string | [string, string | null]];

/** Entries of one session kept in memory, and characters of one output. */
const KEPT_ENTRIES = 10_000;
const KEPT_CHARACTERS = 10_000;

export class History {
  #folder: string | undefined;
  #file: string | undefined;
  #session: number | undefined;
  #entries: Entry[] = [];

  constructor(folder = historyFolder()) {
    this.#folder = folder;
  }

  /**
   * Stores an input. Call it before the input runs, so that a cell that ends the kernel is kept.
   */
  add(line: number, input: string): void {
    const session = (this.#session ??= this.#openSession());
    this.#entries.push({ session, line, input });
    if (this.#entries.length > KEPT_ENTRIES) this.#entries.shift();
    this.#append({ line, input });
  }

  /** Stores the text of the newest entry's value, if the number of that entry is `line`. */
  addOutput(line: number, text: string): void {
    const entry = this.#entries.at(-1);
    if (entry?.line !== line) return;
    const output = text.slice(0, KEPT_CHARACTERS);
    entry.output = output;
    this.#append({ line, output });
  }

  /** The inputs of this session, newest first. */
  inputs(): string[] {
    return this.#entries.map(({ input }) => input).reverse();
  }

  /** Content of `history_reply`. */
  answer(request: Record<string, unknown>): { status: "ok"; history: HistoryItem[] } {
    const withOutput = request["output"] === true;
    const history = this.#select(request).map(({ session, line, input, output }): HistoryItem => [
      session,
      line,
      withOutput ? [input, output ?? null] : input,
    ]);
    return { status: "ok", history };
  }

  #select(request: Record<string, unknown>): Entry[] {
    const n = integer(request["n"]);
    switch (request["hist_access_type"]) {
      case "tail":
        return this.#newest(() => true, n ?? 10);
      case "search": {
        const pattern = globPattern(String(request["pattern"] ?? "*"));
        const seen = new Set<string>();
        const unique = request["unique"] === true;
        return this.#newest(({ input }) => {
          if (!pattern.test(input) || (unique && seen.has(input))) return false;
          seen.add(input);
          return true;
        }, n ?? Infinity);
      }
      case "range": {
        const start = integer(request["start"]) ?? 0;
        const stop = integer(request["stop"]) ?? Infinity;
        return this.#entriesOf(this.#numberOf(integer(request["session"]) ?? 0)).filter(
          ({ line }) => line >= start && line < stop,
        );
      }
      default:
        return [];
    }
  }

  /** The newest `n` matching entries of all sessions, oldest first. */
  #newest(matches: (entry: Entry) => boolean, n: number): Entry[] {
    const newest: Entry[] = [];
    const sessions = this.#sessions().filter((number) => number !== this.#session);
    if (this.#session !== undefined) sessions.push(this.#session);
    for (const session of sessions.reverse())
      for (const entry of this.#entriesOf(session).reverse()) {
        if (newest.length >= n) return newest.reverse();
        if (matches(entry)) newest.push(entry);
      }
    return newest.reverse();
  }

  /** 0 means this session, -1 the one before it. */
  #numberOf(session: number): number | undefined {
    if (session > 0) return session;
    const earlier = this.#sessions().filter((number) => number !== this.#session);
    return session === 0 ? this.#session : earlier.at(session);
  }

  #entriesOf(session: number | undefined): Entry[] {
    if (session === undefined) return [];
    if (session === this.#session) return [...this.#entries];
    return this.#folder === undefined ? [] : readSession(this.#folder, session);
  }

  /** The numbers of the sessions on the disk, oldest first. */
  #sessions(): number[] {
    return this.#folder === undefined ? [] : sessionsIn(this.#folder);
  }

  /** Takes the next free number. Creating its file fails if another kernel was faster. */
  #openSession(): number {
    if (this.#folder === undefined) return 1;
    try {
      fs.mkdirSync(this.#folder, { recursive: true });
      deleteOldest(this.#folder);
      for (let next = (sessionsIn(this.#folder).at(-1) ?? 0) + 1; ; next++) {
        const file = path.join(this.#folder, `${next}.jsonl`);
        try {
          fs.closeSync(fs.openSync(file, "wx", 0o600));
          this.#file = file;
          return next;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        }
      }
    } catch {
      return (this.#sessions().at(-1) ?? 0) + 1; // the folder may still be readable
    }
  }

  #append(record: object): void {
    if (this.#file === undefined) return;
    try {
      fs.appendFileSync(this.#file, JSON.stringify(record) + "\n", { mode: 0o600 });
    } catch {
      this.#file = undefined; // a full disk must not fail a cell
    }
  }
}

const integer = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isInteger(value) ? value : undefined;

/** `*` stands for any text, `?` for one character; the whole input must match. */
function globPattern(glob: string): RegExp {
  const escaped = glob.replace(/[\\^$.+()|[\]{}]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "su");
}
