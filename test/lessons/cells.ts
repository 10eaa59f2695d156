import { readFileSync } from "node:fs";
import ts from "typescript";
import { parseLesson } from "../../scripts/notebooks/lesson.mjs";
import * as ganvas from "./library.js";

/** The code of a lesson, for tests that run its cells outside of a notebook. */
export function lessonCells(name: string) {
  const file = new URL(`../../lessons/${name}/lesson.md`, import.meta.url);
  const text = readFileSync(file, "utf8");
  const lesson = parseLesson(text, { name, file: `lessons/${name}/lesson.md` });

  /** Runs cells one after the other, and gives what they have declared by name. */
  function declared<T extends object>(ids: string[], names: (keyof T & string)[]): T {
    const cells = ids.map((id) => lesson.cells.find((cell) => cell.id === id)?.source);
    const missing = ids.filter((_, i) => cells[i] === undefined);
    if (missing.length > 0) throw new Error(`The lesson has no cell ${missing.join(", ")}.`);
    const target = ts.ScriptTarget.ES2022;
    const code = ts.transpile(`${cells.join("\n")}\n`, { target, module: ts.ModuleKind.None });
    const silent = { log: () => {} };
    const given = { ...ganvas, console: silent };
    // In a block: a cell may declare what the library also has, and does not import.
    const body = `{ ${code}\nreturn { ${names.join(", ")} }; }`;
    return new Function(...Object.keys(given), body)(...Object.values(given)) as T;
  }

  /** The names of its sections, in order. */
  const sections = lesson.cells
    .filter((cell) => cell.type === "markdown")
    .flatMap((cell) => cell.source.match(/^## .*$/gm) ?? [])
    .map((heading) => heading.slice(3));

  return { lesson, sections, declared };
}
