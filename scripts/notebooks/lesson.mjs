/**
 * Reads a lesson: front matter, Markdown, and code cells with ids. The format is described in
 * lessons/README.md.
 */
import { takeClaims } from "./claims.mjs";
import { frontMatter } from "./front-matter.mjs";
import { LessonError, splitFences } from "./fences.mjs";
import { quickCode } from "./quick.mjs";
import { sections } from "./sections.mjs";

/** Characters of a line of code that JupyterLab shows beside its file browser at usual widths. */
const LONGEST_LINE = 100;

/** @typedef {import("./front-matter.mjs").FrontMatter} FrontMatter */
/** @typedef {import("./fences.mjs").Fence} Fence */

/**
 * @typedef {object} LessonCell
 * @property {"markdown" | "code"} type
 * @property {string} id
 * @property {string} source the text or code of the full setting
 * @property {string} [quick] the code of the quick setting
 * @property {boolean} [folded] whether a code cell's input is folded away
 * @property {number} line 1-based line in the lesson's file at which it starts
 * @property {import("./claims.mjs").Claim[]} [claims] what a text says about outputs
 */

/**
 * @typedef {object} Lesson
 * @property {string} name the folder's name, `NN-name`
 * @property {string} language `en`, or the edition's code
 * @property {string} file the path for messages
 * @property {FrontMatter} front
 * @property {LessonCell[]} cells
 */

/**
 * @param {string} text the file's content
 * @param {{ name: string, file: string, language?: string, original?: Lesson }} about `original` is
 *   the English lesson that a translation takes its code from
 * @returns {Lesson}
 * @throws {LessonError} at the first fault, with its line
 */
export function parseLesson(text, { name, file, language = "en", original }) {
  /** @param {number} line @param {string} message */
  const fault = (line, message) => new LessonError(file, line, message);
  const { front, rest, line: offset } = frontMatter(text.replace(/\r\n?/g, "\n"), fault);

  /** @type {LessonCell[]} */
  const cells = [];
  let gap = { raw: "", line: offset };
  let after = "";
  const closeGap = () => {
    cells.push(...sections(gap.raw, gap.line, after ? `text-${after}` : "text", fault));
  };
  for (const block of splitFences(rest)) {
    const line = block.line + offset - 1;
    if (block.kind === "fence" && !block.closed) {
      throw fault(line, "this fence is never closed; end the code with a line of backticks");
    }
    const id = block.kind === "fence" ? cellId(block, line, fault) : undefined;
    if (block.kind === "text" || id === undefined) {
      if (!gap.raw) gap = { raw: "", line };
      gap.raw += block.raw;
      continue;
    }
    closeGap();
    gap = { raw: "", line };
    after = id.name;
    const source = original ? sharedCode(original, id.name, block, line, fault) : block.body;
    if (cells.some((cell) => cell.id === id.name)) {
      throw fault(line, `the id "${id.name}" is used twice; ids are unique within a lesson`);
    }
    if (source.trim() === "") throw fault(line, `the cell "${id.name}" has no code`);
    const long = source.split("\n").findIndex((text) => text.length > LONGEST_LINE);
    if (long >= 0) {
      const length = source.split("\n")[long]?.length;
      throw fault(
        line + 1 + long,
        `cell "${id.name}": this line has ${length} characters; break it, a page shows at most ${LONGEST_LINE}`,
      );
    }
    if (id.folded && !/^\/\/ /.test(source)) {
      throw fault(
        line + 1,
        `the folded cell "${id.name}" shows its first line; begin with a comment such as "// A solution"`,
      );
    }
    const quick = quickCode(source, (at, message) =>
      fault(line + 1 + at, `cell "${id.name}": ${message}`),
    );
    const shared = original?.cells.find((cell) => cell.id === id.name);
    const folded = shared ? (shared.folded ?? false) : id.folded;
    cells.push({ type: "code", id: id.name, source, quick, folded, line });
  }
  closeGap();
  for (const cell of cells) if (cell.type === "markdown") readClaims(cell, cells, fault);
  if (original) sameCells(original, cells, fault);
  else seedIsUsed(front, cells, fault);
  return { name, language, file, front, cells };
}

/** @typedef {(line: number, message: string) => LessonError} Fault */

/**
 * The cell's id and attributes, or undefined for a fence that is only shown.
 *
 * @param {Fence} fence @param {number} line @param {Fault} fault
 */
function cellId(fence, line, fault) {
  const [language, ...attributes] = fence.info.split(/\s+/);
  if (attributes.length === 0) return undefined;
  const [first = "", ...others] = attributes;
  const name = /^id=([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(first)?.[1];
  const folded = others[0] === "folded";
  if (!name || name.length > 48 || others.length > (folded ? 1 : 0) || language !== "ts") {
    throw fault(
      line,
      `expected "ts id=some-name" or "ts id=some-name folded" (kebab-case, at most 48 characters), found "${fence.info}"`,
    );
  }
  if (fence.indent > 0) throw fault(line, `the cell "${name}" is indented; start it in column 1`);
  if (/^text(-|$)/.test(name)) {
    throw fault(line, `the id "${name}" starts with "text", which is kept for Markdown cells`);
  }
  return { name, folded };
}

/**
 * @param {Lesson} original @param {string} id @param {Fence} fence @param {number} line
 * @param {Fault} fault
 */
function sharedCode(original, id, fence, line, fault) {
  const cell = original.cells.find((other) => other.type === "code" && other.id === id);
  if (!cell) throw fault(line, `${original.file} has no cell "${id}" to take the code from`);
  if (fence.body.trim() !== "") {
    throw fault(line, `the cell "${id}" has code; leave it empty, the code of lesson.md is used`);
  }
  return cell.source;
}

/**
 * Takes the claims out of a text.
 *
 * @param {LessonCell} text @param {LessonCell[]} cells @param {Fault} fault
 */
function readClaims(text, cells, fault) {
  const { source, claims } = takeClaims(text.source, text.line, fault);
  if (claims.length === 0) return;
  for (const { cell, line } of claims) {
    if (cells.some(({ type, id }) => type === "code" && id === cell)) continue;
    throw fault(line, `the claim is about the cell "${cell}", which the lesson does not have`);
  }
  Object.assign(text, { source, claims });
}

/** @param {Lesson} original @param {LessonCell[]} cells @param {Fault} fault */
function sameCells(original, cells, fault) {
  const expected = original.cells.filter((cell) => cell.type === "code");
  const actual = cells.filter((cell) => cell.type === "code");
  expected.forEach((cell, at) => {
    const other = actual[at];
    if (other?.id === cell.id) return;
    const where = other ? `found "${other.id}"` : "found the end of the file";
    const line = other?.line ?? cells.at(-1)?.line ?? 1;
    throw fault(line, `expected the cell "${cell.id}" as in ${original.file}, ${where}`);
  });
}

/** @param {FrontMatter} front @param {LessonCell[]} cells @param {Fault} fault */
function seedIsUsed({ seed }, cells, fault) {
  const used = new RegExp(String.raw`\bseed\s*[:=]\s*${seed}\b`, "i");
  if (seed === undefined || cells.some((cell) => cell.type === "code" && used.test(cell.source))) {
    return;
  }
  throw fault(1, `the front matter says seed ${seed}, but no cell has "seed = ${seed}"`);
}
