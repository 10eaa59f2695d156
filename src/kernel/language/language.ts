/** Completion, inspection and help, in the form of the protocol's replies. */
import type { CellView } from "../compiler/cell-view.js";
import type { TypeScript } from "../tslab.js";
import { fromCodePoints, toCodePoints } from "./code-points.js";
import { complete } from "./completion.js";
import type { Documentation } from "./documentation.js";
import { completeImport } from "./import-paths.js";
import { inspect } from "./inspection.js";

/** A cell that asks for help: only a name with `?` or `??` before or after it. */
const HELP =
  /^\s*(?:(\?{1,2})\s*([\p{ID_Continue}$.#]+)|([\p{ID_Continue}$.#]+)\s*(\?{1,2}))[\s;]*$/u;

export class Language {
  /**
   * @param view gives the type checker's view of a text as the next cell
   * @param cells the text of the earlier cells, newest first
   */
  constructor(
    private readonly typescript: TypeScript,
    private readonly view: (code: string) => CellView,
    private readonly cells: () => string[],
  ) {}

  /** Content of `complete_reply`. */
  complete(request: Record<string, unknown>): object {
    const { code, position } = cursorOf(request);
    const completions =
      completeImport(this.typescript, code, position) ?? complete(this.view(code), position);
    const start = toCodePoints(code, completions.start);
    const end = toCodePoints(code, completions.end);
    return {
      status: "ok",
      cursor_start: start,
      cursor_end: end,
      matches: completions.matches.map(({ text }) => text),
      metadata: {
        // IPython introduced this name, and JupyterLab reads it.
        _jupyter_types_experimental: completions.matches.map((match) => ({ start, end, ...match })),
      },
    };
  }

  /** Content of `inspect_reply`. */
  inspect(request: Record<string, unknown>): object {
    const { code, position } = cursorOf(request);
    const sources = request["detail_level"] === 1 ? this.cells() : [];
    const data = inspect(this.view(code), position, sources);
    return { status: "ok", found: data !== undefined, data: data ?? {}, metadata: {} };
  }

  /** The documentation that a cell like `name?` or `?name` asks for; undefined for other cells. */
  help(code: string): Documentation | undefined {
    const [, before = "", nameAfter = "", nameBefore = "", after = ""] = HELP.exec(code) ?? [];
    const name = nameAfter || nameBefore;
    if (!name) return undefined;
    const sources = (before || after).length === 2 ? this.cells() : [];
    const notFound = `Expected a declared name, found ${name}: run the cell that declares it.`;
    return (
      inspect(this.view(name), name.length, sources) ?? {
        "text/plain": notFound,
        "text/markdown": notFound,
      }
    );
  }
}

function cursorOf(request: Record<string, unknown>): { code: string; position: number } {
  const code = String(request["code"] ?? "");
  const cursor = request["cursor_pos"];
  const position = typeof cursor === "number" ? fromCodePoints(code, cursor) : code.length;
  return { code, position };
}
