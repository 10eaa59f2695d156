/**
 * Splits Markdown into text and fenced code blocks, as CommonMark reads them, losing nothing:
 * the blocks' `raw` strings joined are the input again.
 */

/**
 * A fault in a lesson's text, at a line of it.
 */
export class LessonError extends Error {
  /**
   * @param {string} file the lesson's path, as the reader knows it
   * @param {number} line 1-based
   * @param {string} message what was expected, what was found, what to do
   */
  constructor(file, line, message) {
    super(`${file}:${line}: ${message}`);
    this.name = "LessonError";
    this.line = line;
  }
}

/**
 * @typedef {object} Text a run of lines outside any fence
 * @property {"text"} kind
 * @property {string} raw the lines with their line ends
 * @property {number} line 1-based line of the first one
 */

/**
 * @typedef {object} Fence a fenced code block
 * @property {"fence"} kind
 * @property {string} raw the block with both fence lines
 * @property {number} line 1-based line of the opening fence
 * @property {string} info what follows the opening backticks, trimmed
 * @property {string} body the code, without the line end before the closing fence
 * @property {number} indent columns before the opening backticks, 0 to 3
 * @property {boolean} closed false when the text ends before the closing fence
 */

const OPENING = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)$/;

/**
 * @param {string} text Markdown with `\n` line ends
 * @returns {(Text | Fence)[]} blocks in order; two texts never touch
 */
export function splitFences(text) {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  /** @type {(Text | Fence)[]} */
  const blocks = [];
  for (let at = 0; at < lines.length; ) {
    const line = /** @type {string} */ (lines[at]);
    const opening = OPENING.exec(line.replace(/\n$/, ""));
    if (!opening) {
      const last = blocks.at(-1);
      if (last?.kind === "text") last.raw += line;
      else blocks.push({ kind: "text", raw: line, line: at + 1 });
      at += 1;
      continue;
    }
    const [, indent = "", marks = "", info = ""] = opening;
    const end = lines.findIndex((other, i) => i > at && closes(other, marks));
    const closed = end >= 0;
    const body = lines.slice(at + 1, closed ? end : undefined).join("");
    blocks.push({
      kind: "fence",
      raw: lines.slice(at, closed ? end + 1 : undefined).join(""),
      line: at + 1,
      info: info.trim(),
      body: body.replace(/\n$/, ""),
      indent: indent.length,
      closed,
    });
    at = closed ? end + 1 : lines.length;
  }
  return blocks;
}

/** @param {string} line @param {string} marks the opening backticks or tildes */
function closes(line, marks) {
  const closing = /^ {0,3}(`+|~+)[ \t]*\n?$/.exec(line)?.[1];
  return closing !== undefined && closing[0] === marks[0] && closing.length >= marks.length;
}
