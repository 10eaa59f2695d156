/** The outputs of a cell: joins the pieces of one stream, and finds errors. */

/** @typedef {import("./notebook.mjs").Cell} Cell */
/** @typedef {NonNullable<Cell["outputs"]>[number]} Output */

/**
 * Joins neighboring pieces of a stream, so that two runs that print the same text store the same
 * outputs.
 *
 * @param {Output[]} outputs
 * @returns {Output[]}
 */
export function joinStreams(outputs) {
  /** @type {Output[]} */
  const joined = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      joined[joined.length - 1] = { ...last, text: plain(last.text) + plain(output.text) };
    } else joined.push(output);
  }
  return joined;
}

/**
 * The fault of an executed code cell, or undefined.
 *
 * @param {Pick<Cell, "outputs" | "execution_count">} cell
 */
export function cellFault({ outputs = [], execution_count }) {
  const error = outputs.find((output) => output.output_type === "error");
  if (error) {
    const trace = Array.isArray(error.traceback) ? error.traceback.join("\n") : "";
    const summary = `${error.ename}: ${error.evalue}`;
    return withoutColors(trace.includes(String(error.evalue)) ? trace : `${summary}\n${trace}`.trim());
  }
  if (typeof execution_count !== "number") return "the cell has no execution count: it did not run";
  return undefined;
}

/** @param {string} text with ANSI escape sequences */
export function withoutColors(text) {
  // eslint-disable-next-line no-control-regex -- escape sequences start with a control character
  return text.replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g, "");
}

/** @param {unknown} text a multi-line string as Jupyter may store it */
function plain(text) {
  return Array.isArray(text) ? text.join("") : String(text);
}
