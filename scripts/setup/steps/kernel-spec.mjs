import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "../command.mjs";
import { hashOf } from "../packages.mjs";
import { venvFolder } from "../venv.mjs";

/** @param {import("../context.mjs").Context} context */
const specFile = (context) =>
  join(venvFolder(context), "share", "jupyter", "kernels", "tslab", "kernel.json");

/** The kernel, made known to this project's JupyterLab under the name tslab. */
/** @type {import("../runner.mjs").Step} */
export const kernelSpec = {
  name: "kernel-spec",
  title: "kernel for JupyterLab",
  needs: ["python"],
  key: ({ projectRoot }) =>
    JSON.stringify([process.execPath, projectRoot, hashOf([join(projectRoot, "src", "cli")])]),
  done(context) {
    try {
      return existsSync(JSON.parse(readFileSync(specFile(context), "utf8")).argv[0]);
    } catch {
      return false;
    }
  },
  async run(context) {
    const cli = join(context.projectRoot, "dist", "cli", "index.js");
    const args = ["kernel", "install", "--prefix", venvFolder(context)];
    await command(context, process.execPath, [cli, ...args], { cwd: context.projectRoot });
  },
};
