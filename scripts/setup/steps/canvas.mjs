import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { command } from "../command.mjs";
import { requireCanvasLibraries } from "../debian.mjs";
import { withNodeDirectory } from "../headers.mjs";
import { nodeGyp } from "../npm.mjs";
import { manifest, packageFolder } from "../packages.mjs";
import { SetupError } from "../setup-error.mjs";
import { venvPython } from "../venv.mjs";

/** @typedef {import("../context.mjs").Context} Context */

const check = fileURLToPath(new URL("../load-canvas.mjs", import.meta.url));

/** @param {Context} context */
function canvasFolder({ packageRoot }) {
  const folder = packageFolder(packageRoot, "canvas");
  if (folder === undefined) throw new SetupError("The npm package canvas is not installed.");
  return folder;
}

/** @param {Context} context @returns {Promise<boolean>} whether canvas draws */
async function draws(context) {
  try {
    await command(context, process.execPath, [check, context.packageRoot]);
    return true;
  } catch {
    return false;
  }
}

/** canvas, which draws charts and captions as PNG and reads image files. */
/** @type {import("../runner.mjs").Step} */
export const canvas = {
  name: "canvas",
  title: "canvas, for pictures",
  megabytes: 250,
  key: (context) =>
    JSON.stringify([manifest(canvasFolder(context)).version, process.platform, process.arch]),
  done: (context) => existsSync(join(canvasFolder(context), "build", "Release", "canvas.node")),
  async run(context) {
    const cwd = canvasFolder(context);
    if (await draws(context)) return;
    if (await takePrebuilt(context, cwd)) return;
    await requireCanvasLibraries(context);
    await withNodeDirectory(context, (headers) => {
      const options = [`--nodedir=${headers}`, `--python=${venvPython(context)}`];
      const args = [nodeGyp(context), "rebuild", ...options];
      return command(context, process.execPath, args, { cwd });
    });
    if (await draws(context)) return;
    throw new SetupError("canvas was built, but does not draw: see the end of .ganvas/setup.log.");
  },
};

/** @param {Context} context @param {string} cwd the folder of canvas */
async function takePrebuilt(context, cwd) {
  const tool = packageFolder(cwd, "prebuild-install");
  if (tool === undefined) return false;
  try {
    await command(context, process.execPath, [join(tool, "bin.js"), "-r", "napi"], { cwd });
  } catch {
    // Out of reach, or none for this machine: it is built instead.
    return false;
  }
  return draws(context);
}
