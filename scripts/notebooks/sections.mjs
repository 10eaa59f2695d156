/** Cuts the text between two code cells into Markdown cells, one for each heading. */
import { splitFences } from "./fences.mjs";

/** @typedef {import("./lesson.mjs").LessonCell} LessonCell */

const HEADING = /^ {0,3}#{1,3}(?:[ \t]|$)/;
const HIDDEN_CELL = /^[ \t]*(?:>|[-*+]|\d+[.)])[ \t>]*(?:`{3,}|~{3,}).*\bid=/;

/**
 * @param {string} raw Markdown without code cells; fences without an id may be in it
 * @param {number} firstLine 1-based line of its first line in the lesson
 * @param {string} id what the cells' ids start with; `-1`, `-2`, … follow
 * @param {(line: number, message: string) => Error} fault
 * @returns {LessonCell[]} none where there is nothing but white space
 */
export function sections(raw, firstLine, id, fault) {
  /** @type {{ raw: string, line: number }[]} */
  const parts = [{ raw: "", line: firstLine }];
  const open = detailsCounter();
  for (const block of splitFences(raw)) {
    const lines = block.kind === "text" ? (block.raw.match(/[^\n]*\n|[^\n]+$/g) ?? []) : [block.raw];
    lines.forEach((text, at) => {
      const line = firstLine + block.line - 1 + at;
      if (block.kind === "text") {
        if (HIDDEN_CELL.test(text)) {
          throw fault(line, "a code cell cannot stand in a quote or list; start it in column 1");
        }
        if (HEADING.test(text) && !open.any()) parts.push({ raw: "", line });
        open.read(text, line);
      }
      /** @type {{ raw: string }} */ (parts.at(-1)).raw += text;
    });
  }
  const unclosed = open.any();
  if (unclosed) {
    throw fault(unclosed, "<details> is not closed before the next code cell; close it, or use folded");
  }
  return parts
    .filter((part) => part.raw.trim() !== "")
    .map((part, at) => {
      const blank = /^(?:[ \t]*\n)*/.exec(part.raw)?.[0] ?? "";
      return {
        type: "markdown",
        id: `${id}-${at + 1}`,
        source: part.raw.slice(blank.length).trimEnd(),
        line: part.line + blank.split("\n").length - 1,
      };
    });

  function detailsCounter() {
    /** @type {number[]} lines of the tags that are open */
    const stack = [];
    return {
      any: () => stack.at(-1),
      /** @param {string} text @param {number} line */
      read(text, line) {
        for (const [tag] of text.replace(/`+[^`]*`+/g, "").matchAll(/<\/?details\b/gi)) {
          if (!tag.startsWith("</")) stack.push(line);
          else if (stack.pop() === undefined) {
            throw fault(line, "</details> without <details> in the same text");
          }
        }
      },
    };
  }
}
