/**
 * Positions in stack traces.
 *
 * Broken in bare tslab: a trace names `evalmachine.<anonymous>` and lines of generated code, and
 * shows tslab's own calls. Fixed here: every stack trace of the process, also one that a cell logs
 * itself, names the cell or local file with the line and column that the user wrote. Can go when
 * tslab attaches source maps and file names.
 */
import { SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { workingFolder } from "../working-folder.js";
import { inLibrarySource } from "./library-sources.js";
import type { Place } from "./place.js";

/** Code that runs under a name, and its source. */
interface Script {
  readonly source: string;
  /** Source map from the generated code to the source, as JSON text. */
  readonly map?: string;
  /** Lines that were put before the source when it was compiled. */
  readonly added: number;
  /** Whether it is a local file, which runs once and stays in use. */
  readonly isFile: boolean;
}

/** Positions are kept for this many cells, so that the memory of a long session does not grow. */
const MAX_CELLS = 500;

export class SourcePositions {
  readonly #scripts = new Map<string, Script>();
  /** The names of those scripts that are cells, the oldest first. */
  readonly #cells = new Set<string>();
  readonly #maps = new WeakMap<Script, SourceMap>();
  readonly #topOf = new WeakMap<object, Place>();

  /** @param machinery folders whose calls are left out of stack traces */
  constructor(private readonly machinery: readonly string[]) {}

  /** Remembers the source of the code that runs under the name `file`. */
  add(file: string, script: Script): void {
    this.#scripts.set(file, script);
    if (script.isFile) return;
    this.#cells.delete(file);
    this.#cells.add(file);
    const [oldest] = this.#cells;
    if (this.#cells.size <= MAX_CELLS || oldest === undefined) return;
    this.#cells.delete(oldest);
    this.#scripts.delete(oldest);
  }

  source(file: string): string | undefined {
    return this.#scripts.get(file)?.source;
  }

  /** The innermost call in the user's own code when `error` was created. */
  topOf(error: object): Place | undefined {
    void (error as Error).stack; // V8 calls prepareStackTrace when the trace is first read
    return this.#topOf.get(error);
  }

  /** Formats all stack traces of the process from now on. */
  install(): void {
    Error.stackTraceLimit = 30; // enough to reach the cell from deep inside a library
    Error.prepareStackTrace = (error, calls) => {
      const lines: string[] = [];
      for (const call of calls) {
        const raw = call.getFileName() ?? call.getEvalOrigin() ?? "";
        if (this.#isMachinery(raw)) continue;
        const place = this.#original(raw, call.getLineNumber() ?? 0, call.getColumnNumber() ?? 0);
        const isUserCode = this.#scripts.has(place.file);
        if (isUserCode && !this.#topOf.has(error)) this.#topOf.set(error, place);
        const shownByV8 = `${raw}:${call.getLineNumber()}:${call.getColumnNumber()}`;
        lines.push(`    at ${this.#inEval(String(call).replace(shownByV8, this.show(place)))}`);
      }
      return [headline(error), ...lines].join("\n");
    };
  }

  /** `Cell[3].ts:2:7`; the path is relative to the notebook if the file lies beneath it. */
  show({ file, line, column }: Place): string {
    const relative = path.isAbsolute(file) ? path.relative(workingFolder(), file) : file;
    return `${relative.startsWith("..") ? file : relative}:${line}:${column}`;
  }

  /** Corrects the position of the call of `eval` that V8 names for code in `eval`. */
  #inEval(call: string): string {
    return call.replace(/\(eval at .* \((.+?):(\d+):(\d+)\), /, (_, file, line, column) => {
      return `(eval at ${this.show(this.#original(file, Number(line), Number(column)))}, `;
    });
  }

  #isMachinery(file: string): boolean {
    if (file.startsWith("node:")) return true;
    const name = toPath(file);
    return name === "ganvas-kernel-call" || this.machinery.some((m) => name.startsWith(m));
  }

  #original(raw: string, line: number, column: number): Place {
    const file = toPath(raw);
    const script = this.#scripts.get(file);
    if (!script) return inLibrarySource({ file, line, column });
    if (!script.map) return { file, line, column };
    let map = this.#maps.get(script);
    if (!map) this.#maps.set(script, (map = new SourceMap(JSON.parse(script.map))));
    const entry = map.findEntry(line - 1, column - 1);
    if (!("originalLine" in entry)) return { file, line, column };
    return { file, line: entry.originalLine + 1 - script.added, column: entry.originalColumn + 1 };
  }
}

const toPath = (file: string): string => (file.startsWith("file:") ? fileURLToPath(file) : file);

function headline(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}
