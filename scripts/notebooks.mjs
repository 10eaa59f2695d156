/**
 * `npm run notebooks`: makes the notebooks from the lessons. lessons/README.md has the commands.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { lessonNames } from "./notebooks/files.mjs";
import { runLesson } from "./notebooks/work.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    "no-run": { type: "boolean", default: false },
    prose: { type: "boolean", default: false },
    out: { type: "string" },
    root: { type: "string", default: fileURLToPath(new URL("..", import.meta.url)) },
  },
});

/** @param {string} message */
function stop(message) {
  console.error(message);
  process.exit(1);
}

if (values["no-run"] && !values.check) stop("--no-run only compares: it goes with --check.");
if (values.check && !values.quick && !values["no-run"]) {
  stop("--check goes with --quick, which runs the lessons, or with --no-run, which only compares.");
}
if (values.prose && (values.quick || values.check)) stop("--prose goes alone: it runs nothing.");
if (values.out !== undefined && !values.quick) stop("--out goes with --quick.");

try {
  const root = resolve(values.root);
  const names = lessonNames(root, positionals);
  if (names.length === 0) stop("There is no lesson under lessons/.");
  let failed = 0;
  for (const name of names) {
    const { quick, check, prose } = values;
    const out = values.out === undefined ? undefined : resolve(values.out);
    const faults = await runLesson(root, name, {
      quick,
      check,
      prose,
      run: !values["no-run"],
      out,
    });
    for (const fault of faults) console.error(fault);
    failed += faults.length > 0 ? 1 : 0;
  }
  if (failed > 0) stop(`${failed} of ${names.length} lessons failed.`);
} catch (error) {
  stop(error instanceof Error ? error.message : String(error));
}
