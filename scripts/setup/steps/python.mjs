import { existsSync, rmSync } from "node:fs";
import { command } from "../command.mjs";
import { findPython } from "../python.mjs";
import { CommandFailed, SetupError } from "../setup-error.mjs";
import { sitePackages, venvFolder, venvPython } from "../venv.mjs";
import { join } from "node:path";

/**
 * The private Python environment. Its key does not hold which Python PATH has today: another one
 * tomorrow is no reason to install everything again.
 */
/** @type {import("../runner.mjs").Step} */
export const python = {
  name: "python",
  title: "Python environment in .ganvas/python",
  megabytes: 30,
  key: (context) => JSON.stringify([venvFolder(context), context.env.GANVAS_PYTHON ?? ""]),
  done: (context) =>
    existsSync(venvPython(context)) && existsSync(join(sitePackages(context), "pip")),
  async run(context) {
    const { program, minor } = await findPython(context);
    rmSync(venvFolder(context), { recursive: true, force: true });
    try {
      await command(context, program, ["-I", "-m", "venv", venvFolder(context)]);
    } catch (error) {
      const lacks = /ensurepip is not|No module named '?(venv|ensurepip)|python3[\d.]*-venv/;
      if (!(error instanceof CommandFailed) || !lacks.test(error.output)) throw error;
      throw new SetupError(
        `${program} has no venv module. Debian and Ubuntu: sudo apt-get install python3.${minor}-venv; elsewhere install a complete Python, or set GANVAS_PYTHON to one.`,
      );
    }
  },
};
