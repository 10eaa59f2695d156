/** Makes the notebook of a lesson: format 4.5, fixed cell ids, the same bytes for the same lesson. */
import { createHash } from "node:crypto";
import { closingText, openingText } from "./words.mjs";
import typescript from "typescript";

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
/** All that the kernel answers: JupyterLab would write it into an opened notebook otherwise. */
export const LANGUAGE = {
  name: "typescript",
  version: typescript.version,
  mimetype: "text/typescript",
  file_extension: ".ts",
  pygments_lexer: "typescript",
  codemirror_mode: "typescript",
  nbconvert_exporter: "script",
};

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
 * The notebook's file, byte for byte as Jupyter itself writes it: keys sorted, texts in lines,
 * numbers as Python prints them.
 *
 * @param {Notebook} notebook
 */
export function serialize(notebook) {
  const cells = notebook.cells.map(({ outputs, ...cell }) => ({
    ...cell,
    source: lines(cell.source),
    ...(outputs && { outputs: outputs.map(inLines) }),
  }));
  const text = JSON.stringify(sorted({ ...notebook, cells }), undefined, 1);
  return text.replace(/"number:([\d.e+-]+)"/g, "$1") + "\n";
}

/**
 * @param {string} text a notebook's file
 * @returns {Notebook} with every text as one string
 */
export function deserialize(text) {
  const notebook = JSON.parse(text);
  for (const cell of notebook.cells) {
    cell.source = joined(cell.source);
    for (const output of cell.outputs ?? []) {
      if (output.text !== undefined) output.text = joined(output.text);
      for (const [mime, value] of Object.entries(output.data ?? {})) {
        if (isText(mime)) output.data[mime] = joined(value);
      }
    }
  }
  return notebook;
}

/** @param {Output & Record<string, unknown>} output @returns {Record<string, unknown>} */
function inLines(output) {
  if (output.output_type === "stream") return { ...output, text: lines(String(output.text)) };
  if (typeof output.data !== "object" || output.data === null) return output;
  const data = Object.entries(output.data).map(([mime, value]) =>
    typeof value === "string" && isText(mime) ? [mime, lines(value)] : [mime, value],
  );
  return { ...output, data: Object.fromEntries(data) };
}

/** Whether Jupyter stores what has this type in lines. @param {string} mime */
function isText(mime) {
  return /^text\/|^application\/javascript$|^image\/svg\+xml$/.test(mime);
}

/** @param {unknown} text a text in Jupyter's lines, or in one piece */
function joined(text) {
  return Array.isArray(text) ? text.join("") : text;
}

/** One line with its end, as Python's `splitlines` sees them. */
// eslint-disable-next-line no-control-regex -- some control characters end a line
const LINE = /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g;

/** @param {string} text */
function lines(text) {
  return text.match(LINE) ?? [];
}

/** @param {unknown} value @returns {unknown} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value === "number") return asPython(value);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/**
 * Python writes small numbers with an exponent of two digits at least.
 *
 * @param {number} value
 */
function asPython(value) {
  if (value === 0 || Math.abs(value) >= 1e-4) return value;
  const [digits, exponent] = value.toExponential().split("e-");
  return `number:${digits}e-${String(exponent).padStart(2, "0")}`;
}
