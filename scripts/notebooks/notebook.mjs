/** Makes the notebook of a lesson: format 4.5, fixed cell ids, the same bytes for the same lesson. */
import { createHash } from "node:crypto";
import { closingText, openingText } from "./words.mjs";

/** @typedef {import("./lesson.mjs").Lesson} Lesson */

/**
 * @typedef {object} Output one of Jupyter's outputs; what it holds beside depends on its type
 * @property {string} output_type
 */
/**
 * @typedef {object} Cell
 * @property {"markdown" | "code"} cell_type
 * @property {string} id
 * @property {Record<string, unknown>} metadata
 * @property {string} source
 * @property {(Output & Record<string, unknown>)[]} [outputs]
 * @property {number | null} [execution_count]
 */
/**
 * @typedef {object} Run how the stored outputs came about
 * @property {"full"} setting
 * @property {number} seconds
 * @property {{ cpu: string, cores: number }} machine
 * @property {string} sourceHash of the code that ran, by {@link codeHash}
 */
/**
 * @typedef {object} Notebook
 * @property {{ ganvas?: { lesson: string } & Partial<Run> } & Record<string, unknown>} metadata
 * @property {number} nbformat
 * @property {number} nbformat_minor
 * @property {Cell[]} cells
 */
/** @typedef {Map<string, Pick<Cell, "outputs" | "execution_count">>} Executed outputs by cell id */

const KERNELSPEC = { name: "tslab", display_name: "TypeScript (Ganvas)", language: "typescript" };
const LANGUAGE = { name: "typescript", file_extension: ".ts", mimetype: "text/typescript" };

/**
 * @param {Lesson} lesson
 * @param {{ quick?: boolean, run?: Run, executed?: Executed }} [how] `quick` takes the quick
 *   values; `run` and `executed` fill in stored outputs, without them the notebook has none
 * @returns {Notebook}
 */
export function buildNotebook(lesson, { quick = false, run, executed } = {}) {
  /** @type {Cell[]} */
  const cells = lesson.cells.map((cell) => {
    if (cell.type === "markdown") return markdown(cell.id, cell.source);
    const result = executed?.get(cell.id);
    return {
      cell_type: "code",
      id: cell.id,
      metadata: cell.folded ? { jupyter: { source_hidden: true } } : {},
      source: quick ? (cell.quick ?? cell.source) : cell.source,
      outputs: result?.outputs ?? [],
      execution_count: result?.execution_count ?? null,
    };
  });
  cells.unshift(markdown("text-opening", openingText(lesson)));
  if (run) cells.push(markdown("text-closing", closingText(lesson, run)));
  return {
    metadata: {
      ganvas: { lesson: lesson.name, ...run },
      kernelspec: KERNELSPEC,
      language_info: LANGUAGE,
    },
    nbformat: 4,
    nbformat_minor: 5,
    cells,
  };
}

/** @param {string} id @param {string} source @returns {Cell} */
function markdown(id, source) {
  return { cell_type: "markdown", id, metadata: {}, source };
}

/**
 * The hash of a lesson's code cells: outputs stay valid while it stays the same.
 *
 * @param {Lesson} lesson
 */
export function codeHash(lesson) {
  const code = lesson.cells.filter((cell) => cell.type === "code");
  const text = JSON.stringify(code.map(({ id, source }) => [id, source]));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/**
 * The notebook's file as Jupyter itself writes it: keys sorted, source in lines.
 *
 * @param {Notebook} notebook
 */
export function serialize(notebook) {
  const cells = notebook.cells.map((cell) => ({ ...cell, source: lines(cell.source) }));
  return JSON.stringify(sorted({ ...notebook, cells }), undefined, 1) + "\n";
}

/**
 * @param {string} text a notebook's file
 * @returns {Notebook} with every source as one string
 */
export function deserialize(text) {
  const notebook = JSON.parse(text);
  for (const cell of notebook.cells) {
    if (Array.isArray(cell.source)) cell.source = cell.source.join("");
  }
  return notebook;
}

/** @param {string} text */
function lines(text) {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** @param {unknown} value @returns {unknown} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
