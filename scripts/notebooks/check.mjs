/** Compares a stored notebook with the lesson it was made from. */
import { claimFaults } from "./claims.mjs";
import { buildNotebook, codeHash } from "./notebook.mjs";
import { cellFault } from "./outputs.mjs";

/** @typedef {import("./lesson.mjs").Lesson} Lesson */
/** @typedef {import("./notebook.mjs").Notebook} Notebook */
/** @typedef {import("./notebook.mjs").Run} Run */

/**
 * Everything in which the stored notebook differs from what the lesson would make, or in which its
 * outputs are not those of a whole run: messages with the lesson's line and the cell's id.
 *
 * @param {Lesson} lesson
 * @param {Notebook | undefined} stored
 * @returns {string[]} empty when all is well
 */
export function checkNotebook(lesson, stored) {
  if (!stored) return [`${lesson.file}: it has no notebook; run "npm run notebooks"`];
  const run = runOf(stored);
  if (!run) {
    return [`${lesson.file}: the notebook does not say how it was run; run "npm run notebooks"`];
  }
  const expected = buildNotebook(lesson, { run });
  /** @type {string[]} */
  const faults = [];
  /** @param {string | undefined} id @param {string} message */
  const add = (id, message) => faults.push(`${placeOf(lesson, id)}: ${message}`);

  for (const field of /** @type {const} */ (["nbformat", "nbformat_minor"])) {
    if (stored[field] !== expected[field]) {
      add(undefined, `expected ${field} ${expected[field]}, found ${stored[field]}`);
    }
  }
  for (const field of ["kernelspec", "language_info", "ganvas"]) {
    if (!same(stored.metadata[field], expected.metadata[field])) {
      add(undefined, `the notebook's metadata "${field}" is not what the lesson makes`);
    }
  }
  if (run.sourceHash !== codeHash(lesson)) {
    add(undefined, "the stored outputs are those of other code");
  }
  const order = stored.cells.map((cell) => cell.id);
  const at = expected.cells.findIndex((cell, index) => cell.id !== order[index]);
  if (at >= 0 || order.length !== expected.cells.length) {
    const expectedId = expected.cells[at < 0 ? expected.cells.length : at]?.id;
    const storedId = order[at < 0 ? expected.cells.length : at];
    add(expectedId, `expected the cell "${expectedId ?? "(none)"}", found "${storedId ?? "(none)"}"`);
  }
  for (const cell of expected.cells) {
    const other = stored.cells.find(({ id }) => id === cell.id);
    if (!other) continue;
    if (other.cell_type !== cell.cell_type) {
      add(cell.id, `expected a ${cell.cell_type} cell, found a ${other.cell_type} cell`);
    }
    if (other.source !== cell.source) add(cell.id, "the stored cell differs from the lesson");
    if (!same(other.metadata, cell.metadata)) add(cell.id, "the stored cell's metadata differ");
    const fault = cell.cell_type === "code" ? cellFault(other) : undefined;
    if (fault) add(cell.id, `stored: ${fault}`);
  }
  return [...faults, ...claimFaults(lesson, (id) => stored.cells.find((cell) => cell.id === id))];
}

/**
 * How a stored notebook was run, or undefined if it does not say.
 *
 * @param {Notebook} stored
 * @returns {Run | undefined}
 */
export function runOf({ metadata: { ganvas } }) {
  const { setting, seconds, machine, sourceHash } = ganvas ?? {};
  if (setting !== "full" || seconds === undefined || !machine || !sourceHash) return undefined;
  return { setting, seconds, machine, sourceHash };
}

/**
 * Where a cell stands, for messages: `lessons/01-name/lesson.md:12: [toy-data]`.
 *
 * @param {Lesson} lesson @param {string | undefined} id
 */
export function placeOf(lesson, id) {
  const line = lesson.cells.find((cell) => cell.id === id)?.line;
  return `${lesson.file}${line === undefined ? "" : `:${line}`}${id === undefined ? "" : `: [${id}]`}`;
}

/** @param {unknown} a @param {unknown} b values as JSON holds them */
function same(a, b) {
  return canonical(a) === canonical(b);
}

/** @param {unknown} value */
function canonical(value) {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
