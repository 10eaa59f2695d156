/** The Python environment of the benchmark, `.ganvas/bench/python`, and Ganvas itself. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeContext } from "../../scripts/setup/context.mjs";
import { setUp } from "../../scripts/setup/index.mjs";
import { runSteps } from "../../scripts/setup/runner.mjs";
import { python } from "../../scripts/setup/steps/python.mjs";
import { SetupError } from "../../scripts/setup/setup-error.mjs";
import { pip, sitePackages, venvPython } from "../../scripts/setup/venv.mjs";

/** @typedef {import("../../scripts/setup/runner.mjs").Step} Step */

const requirements = fileURLToPath(new URL("../requirements.txt", import.meta.url));

/** @type {Step} */
const frameworks = {
  name: "frameworks",
  title: "PyTorch and Keras",
  megabytes: 4000,
  key: () => readFileSync(requirements, "utf8"),
  done: (context) =>
    ["torch", "keras", "tensorflow"].every((name) =>
      existsSync(join(sitePackages(context), name, "__init__.py")),
    ),
  async run(context, { resumed }) {
    const again = resumed ? ["--force-reinstall"] : [];
    await pip(context, ["install", ...again, "--requirement", requirements]);
  },
};

/** @type {readonly Step[]} */
export const benchSteps = [
  { ...python, title: "Python environment in .ganvas/bench/python" },
  frameworks,
];

/**
 * Brings everything up to date; what is there already takes no time.
 *
 * `GANVAS_BENCH_PYTHON` names a Python that has all of requirements.txt: nothing is prepared then,
 * and Ganvas has to be built.
 *
 * @param {string} projectRoot
 * @param {(line: string) => void} log
 * @returns {Promise<import("./measure.mjs").Place>}
 * @throws {SetupError} with one plain message
 */
export async function prepare(projectRoot, log) {
  const given = process.env.GANVAS_BENCH_PYTHON;
  if (given === undefined) await setUp({ projectRoot, log });
  const project = makeContext({ projectRoot, packageRoot: projectRoot, log });
  // A separate home: the set-up's environment holds only the requirements of Ganvas.
  const context = { ...project, home: join(project.home, "bench") };
  mkdirSync(context.home, { recursive: true });
  const { home, env } = context;
  if (given === undefined) {
    await runSteps(benchSteps, context);
    return { python: venvPython(context), home, env, log };
  }
  if (!existsSync(join(projectRoot, "dist", "index.js"))) {
    throw new SetupError("Ganvas is not built: run `npm run build`, or unset GANVAS_BENCH_PYTHON.");
  }
  return { python: given, home, env, log };
}
