/** Finding a Python for the private environment. */
import { command } from "./command.mjs";
import { findProgram } from "./find.mjs";
import { pins } from "./pins.mjs";
import { SetupError } from "./setup-error.mjs";

/** @typedef {Pick<import("./context.mjs").Context, "home" | "env">} Place */

/** In the order of preference: one that TensorFlow's wheels are made for comes first. */
const names = [
  "python3",
  "python3.13",
  "python3.12",
  "python3.11",
  "python3.10",
  "python",
  "py",
  "python3.14",
];

const probe = `import sys
print(sys.version_info[0], sys.version_info[1], sys.executable, sep="\\n")`;

/**
 * @param {Place} place
 * @param {string} program
 * @returns {Promise<{ program: string, minor: number } | undefined>} undefined unless Python 3 runs
 */
async function look(place, program) {
  try {
    // -I: without the user's packages and the current folder.
    const lines = (await command(place, program, ["-I", "-c", probe])).trim().split(/\r?\n/);
    const [major, minor, executable] = lines.slice(-3);
    return major === "3" ? { program: executable || program, minor: Number(minor) } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The Python to build the environment from. `GANVAS_PYTHON` wins over what PATH has.
 *
 * @param {Place} place
 * @returns {Promise<{ program: string, minor: number }>}
 * @throws {SetupError} when there is none that is new enough
 */
export async function findPython(place) {
  const chosen = place.env.GANVAS_PYTHON;
  const oldest = `3.${pins.oldestPython}`;
  if (chosen) {
    const python = await look(place, chosen);
    if (python !== undefined && python.minor >= pins.oldestPython) return python;
    const what = python === undefined ? "does not run as Python 3" : `is Python 3.${python.minor}`;
    throw new SetupError(
      `GANVAS_PYTHON is ${chosen}, which ${what}: point it to a Python ${oldest} or later, or unset it.`,
    );
  }
  /** @type {string[]} */ const tooOld = [];
  /** @type {{ program: string, minor: number } | undefined} */ let newer;
  for (const name of names) {
    const program = findProgram(name, place.env);
    const python = program === undefined ? undefined : await look(place, program);
    if (python === undefined) continue;
    if (python.minor < pins.oldestPython) tooOld.push(`${program} is 3.${python.minor}`);
    else if (python.minor <= pins.newestWheelPython) return python;
    else newer ??= python;
  }
  if (newer !== undefined) return newer;
  const seen = tooOld.length > 0 ? `only an older one was found (${tooOld[0]})` : "none was found";
  throw new SetupError(
    `JupyterLab needs Python ${oldest} or later, and ${seen}. Install one (Debian and Ubuntu: sudo apt-get install python3 python3-venv), or set GANVAS_PYTHON to its path.`,
  );
}
