import { describe, expect, it } from "vitest";
import { splitFences } from "../../scripts/notebooks/fences.mjs";
import { parseLesson } from "../../scripts/notebooks/lesson.mjs";

/** A small generator of whole numbers below `n`, from a seed. */
function random(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const LINES = [
  "",
  "text",
  "# heading",
  "#### low heading",
  "```",
  "````",
  "~~~",
  "```ts id=a",
  "   ```",
  "    ```",
  "`code` ``",
  "```not a fence```",
  "> ```",
  "$$x$$",
];

describe("fences", () => {
  it("lose nothing, whatever the lines", () => {
    for (let seed = 0; seed < 2000; seed++) {
      const pick = random(seed);
      const lines = Array.from({ length: pick(12) }, () => LINES[pick(LINES.length)]);
      const text = lines.join("\n") + (pick(2) ? "\n" : "");
      const blocks = splitFences(text);
      expect(blocks.map((block) => block.raw).join("")).toBe(text);
      let line = 1;
      blocks.forEach((block, at) => {
        expect(block.line).toBe(line);
        line += block.raw.split("\n").length - 1;
        expect(block.kind === "text" && blocks[at + 1]?.kind === "text").toBe(false);
        if (block.kind === "fence" && !block.closed) expect(at).toBe(blocks.length - 1);
      });
    }
  });

  it("close with the same mark, at least as long, and nothing after it", () => {
    const [fence, text] = splitFences("````ts x\n```\n~~~~\n```` y\n````` \nafter");
    expect(fence).toMatchObject({ kind: "fence", info: "ts x", body: "```\n~~~~\n```` y" });
    expect(text).toMatchObject({ kind: "text", raw: "after", line: 6 });
  });

  it("do not open with a backtick in what follows, or four columns in", () => {
    expect(splitFences("``` a`b\n    ```\n")).toHaveLength(1);
  });
});

describe("a lesson written from random pieces", () => {
  const TEXTS = ["A line.", "## Heading\n\nText.", "```ts\nshown();\n```", "> quote\n> more", "- a\n- b"];
  const CODES = ["1;", "const a = `\n\n`;", "// ``\n\n  indented();", "~~~\nx;"];

  it("is read back piece by piece", () => {
    for (let seed = 0; seed < 500; seed++) {
      const pick = random(seed);
      const pieces = Array.from({ length: 1 + pick(10) }, (_, at) =>
        pick(2)
          ? { id: `cell-${at}`, text: CODES[pick(CODES.length)] as string }
          : { text: TEXTS[pick(TEXTS.length)] as string },
      );
      const written = pieces.map(({ id, text }) =>
        id ? `\`\`\`ts id=${id}\n${text}\n\`\`\`` : text,
      );
      const head = "---\ntitle: T\ntime: 1\nbuildsOn: none\n---\n";
      const file = `${head}${written.join("\n\n")}\n`;
      const { cells } = parseLesson(file, { name: "01-x", file: "lesson.md" });

      const code = cells.filter(({ type }) => type === "code");
      expect(code.map(({ id, source }) => ({ id, text: source }))).toEqual(
        pieces.filter(({ id }) => id),
      );
      const text = cells.filter(({ type }) => type === "markdown").map(({ source }) => source);
      const prose = pieces.filter(({ id }) => !id).map((piece) => piece.text);
      expect(text.join("\n\n")).toBe(prose.join("\n\n"));
      expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
      const lines = file.split("\n");
      for (const { source, line, type } of cells) {
        const start = type === "code" ? line : line - 1;
        expect(lines.slice(start, start + source.split("\n").length).join("\n")).toBe(source);
      }
    }
  });
});
