import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { command } from "../command.mjs";
import { hashOf } from "../packages.mjs";
import { CommandFailed, SetupError } from "../setup-error.mjs";

/** @param {import("../context.mjs").Context} context */
const results = ({ projectRoot }) =>
  ["index.js", "cli/index.js"].map((file) => join(projectRoot, "dist", file));

/** The library itself, compiled from src/ to dist/. */
/** @type {import("../runner.mjs").Step} */
export const library = {
  name: "library",
  title: "the library",
  megabytes: 10,
  key({ projectRoot }) {
    const compiler = join(projectRoot, "node_modules", "typescript", "package.json");
    const version = existsSync(compiler) ? JSON.parse(readFileSync(compiler, "utf8")).version : "";
    const sources = ["src", "tsconfig.json", "tsconfig.build.json"];
    return `${version} ${hashOf(sources.map((name) => join(projectRoot, name)))}`;
  },
  done: (context) => results(context).every((file) => existsSync(file)),
  async run(context) {
    const { projectRoot } = context;
    // What the compiler remembers is of no use when its output is gone.
    if (!library.done(context)) rmSync(join(projectRoot, "dist"), { recursive: true, force: true });
    const tsc = join(projectRoot, "node_modules", "typescript", "bin", "tsc");
    const args = [tsc, "-p", "tsconfig.build.json"];
    try {
      await command(context, process.execPath, args, { cwd: projectRoot });
    } catch (error) {
      if (!(error instanceof CommandFailed) || !/error TS\d/.test(error.output)) throw error;
      for (const line of error.output.trim().split("\n").slice(0, 20)) context.log(`    ${line}`);
      throw new SetupError("The library does not compile: mend the errors above and try again.");
    }
  },
};
