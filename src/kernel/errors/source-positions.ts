/**
 * Positions in stack traces.
 *
 * Broken in bare tslab: a trace names `evalmachine.<anonymous>` and lines of generated code, and
 * shows tslab's own calls. Here every stack trace of the process, also one that a cell logs itself,
 * names the cell or local file with the line and column that the user wrote. Can go when tslab
 * attaches source maps and file names.
 */
import { SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { inLibrarySource } from "./library-sources.js";

export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

interface Known {
  readonly source: string;
  /** Of generated code to source: JSON text of a source map. */
  readonly map?: string;
  /** Lines that were put before the source when it was compiled. */
  readonly added: number;
  /** Whether it is a local file: it runs once, and cells go on calling it. */
  readonly isFile: boolean;
}

/** Cells older than this lose their positions, so that a long session does not grow. */
const REMEMBERED = 500;

export class SourcePositions {
  readonly #known = new Map<string, Known>();
  /** The names of cells in it, the oldest first. */
  readonly #cells = new Set<string>();
  readonly #maps = new WeakMap<Known, SourceMap>();
  readonly #topOf = new WeakMap<object, Place>();

  /** @param machinery folders whose calls are left out of stack traces */
  constructor(private readonly machinery: readonly string[]) {}

  /** Remembers how the code that runs under the name `file` came about. */
  add(file: string, known: Known): void {
    this.#known.set(file, known);
    if (known.isFile) return;
    this.#cells.delete(file);
    this.#cells.add(file);
    const [oldest] = this.#cells;
    if (this.#cells.size <= REMEMBERED || oldest === undefined) return;
    this.#cells.delete(oldest);
    this.#known.delete(oldest);
  }

  source(file: string): string | undefined {
    return this.#known.get(file)?.source;
  }

  /** The innermost call in the user's own code when `error` was made. */
  topOf(error: object): Place | undefined {
    void (error as Error).stack; // V8 formats a trace, and calls us, when it is first read
    return this.#topOf.get(error);
  }

  /** Formats all stack traces of the process from now on. */
  install(): void {
    Error.stackTraceLimit = 30; // the cell should be in sight from deep inside a library
    Error.prepareStackTrace = (error, calls) => {
      const lines: string[] = [];
      for (const call of calls) {
        const raw = call.getFileName() ?? call.getEvalOrigin() ?? "";
        if (this.#isMachinery(raw)) continue;
        const place = this.#original(raw, call.getLineNumber() ?? 0, call.getColumnNumber() ?? 0);
        const user = this.#known.has(place.file);
        if (user && !this.#topOf.has(error)) this.#topOf.set(error, place);
        const written = `${raw}:${call.getLineNumber()}:${call.getColumnNumber()}`;
        lines.push(`    at ${this.#inEval(String(call).replace(written, this.show(place)))}`);
      }
      return [headline(error), ...lines].join("\n");
    };
  }

  /** `Cell[3].ts:2:7`: relative to the notebook where that is shorter. */
  show({ file, line, column }: Place): string {
    const relative = path.isAbsolute(file) ? path.relative(process.cwd(), file) : file;
    return `${relative.startsWith("..") ? file : relative}:${line}:${column}`;
  }

  /** Code in `eval` names the place of the call of `eval`. */
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
    const known = this.#known.get(file);
    if (!known) return inLibrarySource({ file, line, column });
    if (!known.map) return { file, line, column };
    let map = this.#maps.get(known);
    if (!map) this.#maps.set(known, (map = new SourceMap(JSON.parse(known.map))));
    const entry = map.findEntry(line - 1, column - 1);
    if (!("originalLine" in entry)) return { file, line, column };
    return { file, line: entry.originalLine + 1 - known.added, column: entry.originalColumn + 1 };
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
