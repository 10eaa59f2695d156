import { existsSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { command } from "./command.mjs";
import { findProgram } from "./find.mjs";
import { SetupError } from "./setup-error.mjs";

/** @typedef {import("./context.mjs").Context} Context */

/**
 * npm's own script, so that it runs under this Node, independent of PATH.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
export function npmScript(env) {
  const beside = dirname(process.execPath);
  const inside = join("node_modules", "npm", "bin", "npm-cli.js");
  const onPath = findProgram("npm", env);
  const candidates = [
    // Set by npm itself; yarn and pnpm set it to theirs.
    /npm-cli\.js$/.test(env.npm_execpath ?? "") ? (env.npm_execpath ?? "") : "",
    resolve(beside, "..", "lib", inside),
    join(beside, inside),
    onPath === undefined ? "" : realpathSync(onPath),
  ];
  const script = candidates.find((file) => /\.[cm]?js$/.test(file) && existsSync(file));
  if (script !== undefined) return script;
  throw new SetupError(
    "npm was not found: install Node together with npm, and run the command again.",
  );
}

/**
 * Runs npm with install scripts off; the set-up builds the two packages that need it itself.
 *
 * @param {Context} context
 * @param {string[]} args
 * @param {string} cwd
 */
export function npm(context, args, cwd) {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--include=optional"];
  return command(context, process.execPath, [npmScript(context.env), ...args, ...quiet], { cwd });
}

/**
 * The node-gyp that npm carries. It is called as a program: an install script may be refused by
 * npm's `ignore-scripts` and `allowScripts` settings.
 *
 * @param {Context} context
 */
export function nodeGyp(context) {
  const script = resolve(
    dirname(npmScript(context.env)),
    "../node_modules/node-gyp/bin/node-gyp.js",
  );
  if (existsSync(script)) return script;
  throw new SetupError(
    "node-gyp, which npm carries, was not found: install npm again, and repeat the command.",
  );
}
