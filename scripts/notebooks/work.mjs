/** The work on one lesson: build, run, store, compare. */
import { cpus } from "node:os";
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { checkNotebook, placeOf, runOf } from "./check.mjs";
import { claimFaults } from "./claims.mjs";
import { executeNotebook, pythonOf } from "./execute.mjs";
import { notebookName, readEditions, readNotebook, writeNotebook } from "./files.mjs";
import { buildNotebook, codeHash } from "./notebook.mjs";

/** @typedef {import("./lesson.mjs").Lesson} Lesson */
/** @typedef {import("./notebook.mjs").Run} Run */
/** @typedef {import("./notebook.mjs").Executed} Executed */

/** Seconds a cell may take in the quick setting: far more than any should. */
const QUICK_TIMEOUT = 600;
/** Bytes above which a stored notebook is slow to open and to review. */
const LARGE = 1_500_000;

/**
 * @typedef {object} Task
 * @property {boolean} quick run in the quick setting and store nothing
 * @property {boolean} check compare the stored notebooks
 * @property {boolean} prose renew the text and keep the stored outputs
 * @property {boolean} run whether to run at all
 * @property {string} [out] folder for the quick notebooks, without outputs
 */

/**
 * @param {string} root @param {string} name @param {Task} task
 * @returns {Promise<string[]>} the faults, empty when all is well
 */
export async function runLesson(root, name, { quick, check, prose, run, out }) {
  const editions = readEditions(root, name);
  if (prose) return renewProse(root, editions);
  if (out) {
    for (const edition of editions) {
      writeNotebook(out, edition, buildNotebook(edition, { quick: true }));
    }
  }
  const faults = check
    ? editions.flatMap((edition) => checkNotebook(edition, readNotebook(root, edition)))
    : [];
  if (!run) {
    console.log(`${name}: compared, ${faults.length === 0 ? "all the same" : "differs"}`);
    return faults;
  }
  return [...faults, ...(await execute(root, editions, quick))];
}

/**
 * @param {string} root @param {[Lesson, ...Lesson[]]} editions @param {boolean} quick
 * @returns {Promise<string[]>}
 */
async function execute(root, editions, quick) {
  const [lesson] = editions;
  const setting = quick ? "quick" : "full";
  console.log(`${lesson.name}: running in the ${setting} setting`);
  const cwd = join(root, "notebooks");
  mkdirSync(cwd, { recursive: true });
  const { executed, seconds, fault } = await executeNotebook(buildNotebook(lesson, { quick }), {
    python: pythonOf(root),
    cwd,
    quick,
    timeout: quick ? QUICK_TIMEOUT : null,
    onCell: (id, taken) => console.log(`  ${id} ${taken.toFixed(1)} s`),
  });
  const time = `${seconds.toFixed(1)} s`;
  if (fault) {
    console.log(`${lesson.name}: failed after ${time}`);
    return [`${placeOf(lesson, fault.id)}: ${fault.message}`];
  }
  console.log(`${lesson.name}: ${executed.size} cells ran in ${time} (${setting} setting)`);
  if (quick) return [];
  const machine = { cpu: cpus()[0]?.model.trim() ?? "unknown", cores: cpus().length };
  const rounded = Math.round(seconds * 10) / 10;
  const run = { setting: /** @type {const} */ ("full"), seconds: rounded, machine };
  return store(root, editions, { ...run, sourceHash: codeHash(lesson) }, executed);
}

/** @param {string} root @param {[Lesson, ...Lesson[]]} editions @returns {string[]} */
function renewProse(root, editions) {
  const [lesson] = editions;
  const stored = readNotebook(root, lesson);
  const run = stored && runOf(stored);
  if (!stored || !run || run.sourceHash !== codeHash(lesson)) {
    return [`${lesson.file}: its code has no stored outputs; run "npm run notebooks" instead`];
  }
  return store(root, editions, run, new Map(stored.cells.map((cell) => [cell.id, cell])));
}

/**
 * Writes the notebook of every edition: they share the code, and so the outputs.
 *
 * @param {string} root @param {Lesson[]} editions @param {Run} run @param {Executed} executed
 * @returns {string[]} the claims that the outputs do not bear out
 */
function store(root, editions, run, executed) {
  for (const edition of editions) {
    const notebook = buildNotebook(edition, { run, executed });
    const bytes = writeNotebook(join(root, "notebooks"), edition, notebook);
    const size = `${(bytes / 1e6).toFixed(2)} MB`;
    console.log(`  notebooks/${notebookName(edition)} stored, ${size}`);
    if (bytes > LARGE) console.warn(`  ${size} is large: show fewer or smaller pictures`);
  }
  return editions.flatMap((edition) => claimFaults(edition, (id) => executed.get(id)));
}
