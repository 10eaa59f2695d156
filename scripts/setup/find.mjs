import { accessSync, constants, statSync } from "node:fs";
import { delimiter, extname, join } from "node:path";

/**
 * The full path of a program on PATH, or undefined.
 *
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function findProgram(name, env) {
  const endings = process.platform === "win32" && extname(name) === "" ? [".exe", ".cmd"] : [""];
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    if (folder === "") continue;
    for (const ending of endings) {
      const file = join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // not here: the next folder
      }
    }
  }
  return undefined;
}
