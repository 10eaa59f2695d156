import { describe, expect, it } from "vitest";
import { parseLesson } from "../../scripts/notebooks/lesson.mjs";
import { LESSON, TRANSLATION } from "./fixture.js";

const about = { name: "01-toy", file: "lesson.md" };
const parse = (text: string) => parseLesson(text, about);
const changed = (from: string | RegExp, to: string) => {
  const text = LESSON.replace(from, to);
  if (text === LESSON) throw new Error(`nothing to change: ${from}`);
  return text;
};

describe("a lesson", () => {
  const lesson = parse(LESSON);

  it("becomes cells with ids from its code cells, and the line of each", () => {
    expect(lesson.cells.map(({ type, id, line }) => [type, id, line])).toEqual([
      ["markdown", "text-1", 8],
      ["code", "first", 12],
      ["markdown", "text-first-1", 17],
      ["markdown", "text-first-2", 19],
      ["markdown", "text-first-3", 25],
      ["code", "second-cell", 34],
      ["markdown", "text-second-cell-1", 39],
    ]);
    const lines = LESSON.split("\n");
    for (const { type, source, line } of lesson.cells) {
      const at = type === "code" ? line : line - 1;
      expect(lines[at]).toBe(source.split("\n")[0]);
    }
  });

  it("shows a fence without an id as text, and keeps details whole", () => {
    expect(lesson.cells[3]?.source).toBe("## Second\n\n```ts\nshown(only);\n```");
    expect(lesson.cells[4]?.source).toMatch(/^### Deeper[^]*## Not a separate cell[^]*<\/details>$/);
  });

  it("reads attributes, front matter and both settings", () => {
    expect(lesson.front).toEqual({
      title: "A toy lesson",
      time: "5 minutes",
      buildsOn: "nothing; start here",
      seed: 7,
    });
    expect(lesson.cells.map((cell) => cell.folded)).toEqual([
      undefined,
      false,
      undefined,
      undefined,
      undefined,
      true,
      undefined,
    ]);
    expect(lesson.cells[1]?.source).toContain("12_000; // quick: 300");
    expect(lesson.cells[1]?.quick).toBe("const steps = 300; // full: 12_000\nconst seed = 7;");
  });

  it("reads Windows line ends as its own", () => {
    expect(parse(LESSON.replaceAll("\n", "\r\n"))).toEqual(lesson);
  });
});

describe("a fault in a lesson is told with its line", () => {
  const cases: [string, string, RegExp][] = [
    ["no front matter", LESSON.slice(4), /^lesson\.md:1: .*front matter/],
    ["a field too many", changed("seed: 7", "seeds: 7"), /:5: .*"seeds: 7"/],
    ["a field twice", changed("seed: 7", "time: 7"), /:5: .*"time: 7"/],
    ["a field missing", changed("time: 5 minutes\n", ""), /:1: .*"time: …"/],
    ["a seed that is no number", changed("seed: 7", "seed: x"), /:1: .*whole number.*"x"/],
    ["a seed that no cell uses", changed("const seed = 7", "const seed = 70"), /:1: .*seed 7/],
    ["an id twice", changed("id=second-cell", "id=first"), /:34: .*"first" is used twice/],
    ["an id that is not kebab-case", changed("id=first", "id=First_1"), /:12: .*"ts id=First_1"/],
    ["an id that is too long", changed("id=first", `id=${"a".repeat(49)}`), /:12: .*48/],
    ["a kept id", changed("id=first", "id=text-first"), /:12: .*kept for Markdown/],
    ["an unknown attribute", changed(" folded", " fold"), /:34: .*found "ts id=second-cell fold"/],
    ["a cell in another language", changed("ts id=first", "js id=first"), /:12: .*found "js id=/],
    ["a cell without code", changed(/[/][/] A solution\nsteps;/, ""), /:34: .*"second-cell" has no code/],
    ["a folded cell that tells", changed("// A solution\n", ""), /:35: .*shows its first line; begin/],
    ["a long line", changed("solution\nsteps;", `solution\nsteps; // ${"x".repeat(100)}`), /:36: .*110 characters.*at most 100/],
    ["an indented cell", changed("```ts id=first", "  ```ts id=first"), /:12: .*column 1/],
    ["a cell in a quote", changed("Text between.", "> ```ts id=x"), /:17: .*quote or list/],
    ["a cell in a list", changed("Text between.", "- ```ts id=x"), /:17: .*quote or list/],
    ["an open fence", changed("steps;\n```", "steps;"), /:34: .*never closed/],
    ["open details", changed("</details>", ""), /:27: .*<details> is not closed/],
    ["closed details", changed("<details>", ""), /:32: .*without <details>/],
    ["a quick comment", changed("// quick: 300", "// quick 300"), /:13: cell "first": .*quick/],
  ];
  it.each(cases)("%s", (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});

describe("a translation", () => {
  const original = parse(LESSON);
  const translate = (text: string) =>
    parseLesson(text, { ...about, file: "lesson.zh.md", language: "zh", original });

  it("takes code, settings and folding from the English lesson by id", () => {
    const code = (cells: typeof original.cells) =>
      cells
        .filter(({ type }) => type === "code")
        .map(({ id, source, quick, folded }) => ({ id, source, quick, folded }));
    const translation = translate(TRANSLATION);
    expect(code(translation.cells)).toEqual(code(original.cells));
    expect(translation.cells.map(({ id }) => id)).toContain("text-first-1");
    expect(translation.cells[0]?.source).toBe("## 目标");
  });

  it.each([
    ["its own code", "id=first\n", "id=first\n1;\n", /^lesson\.zh\.md:9: .*leave it empty/],
    ["an unknown cell", "id=first", "id=other", /:9: lesson\.md has no cell "other"/],
    ["a cell missing", /```ts id=first\n```/, "", /:1[0-9]: expected the cell "first".*"second-cell"/],
    ["no last cell", /```ts id=second-cell[^]*/, "", /expected the cell "second-cell".*end/],
  ] as [string, string | RegExp, string, RegExp][])("is refused with %s", (_, from, to, message) => {
    expect(() => translate(TRANSLATION.replace(from, to))).toThrow(message);
  });
});
