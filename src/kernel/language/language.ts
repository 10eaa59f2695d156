/** The kernel's knowledge of the notebook's language, in the form of the protocol's replies. */
import type { CellView } from "../compiler/cell-view.js";
import type { TypeScript } from "../tslab.js";
import { fromCodePoints, toCodePoints } from "./code-points.js";
import { complete } from "./completion.js";
import type { Documentation } from "./documentation.js";
import { completeImport } from "./import-paths.js";
import { inspect } from "./inspection.js";

/** What a cell asks for when it is nothing but a name with `?` before or after it. */
const HELP =
  /^\s*(?:(\?{1,2})\s*([\p{ID_Continue}$.#]+)|([\p{ID_Continue}$.#]+)\s*(\?{1,2}))[\s;]*$/u;

export class Language {
  /**
   * @param view looks at a text as the next cell
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
    const found =
      completeImport(this.typescript, code, position) ?? complete(this.view(code), position);
    const start = toCodePoints(code, found.start);
    const end = toCodePoints(code, found.end);
    return {
      status: "ok",
      cursor_start: start,
      cursor_end: end,
      matches: found.matches.map(({ text }) => text),
      metadata: {
        // The name under which IPython introduced it; JupyterLab reads it.
        _jupyter_types_experimental: found.matches.map((match) => ({ start, end, ...match })),
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
    const [, before = "", name1 = "", name2 = "", after = ""] = HELP.exec(code) ?? [];
    const name = name1 || name2;
    if (!name) return undefined;
    const sources = (before || after).length === 2 ? this.cells() : [];
    const nothing = `Nothing is known about ${name}: run the cell that declares it.`;
    return (
      inspect(this.view(name), name.length, sources) ?? {
        "text/plain": nothing,
        "text/markdown": nothing,
      }
    );
  }
}

function cursorOf(request: Record<string, unknown>): { code: string; position: number } {
  const code = String(request["code"] ?? "");
  const at = request["cursor_pos"];
  return { code, position: typeof at === "number" ? fromCodePoints(code, at) : code.length };
}
