/** Places in the private Python environment, `.ganvas/python`. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command.mjs";

/** @typedef {import("./context.mjs").Context} Context */

/** @param {Pick<Context, "home">} context */
export const venvFolder = ({ home }) => join(home, "python");

/** @param {Pick<Context, "home">} context */
export function venvPython(context) {
  const inside = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  return join(venvFolder(context), ...inside);
}

/**
 * @param {Pick<Context, "home">} context
 * @returns {string} empty as long as there is no environment
 */
export function sitePackages(context) {
  if (process.platform === "win32") return join(venvFolder(context), "Lib", "site-packages");
  const lib = join(venvFolder(context), "lib");
  if (!existsSync(lib)) return "";
  const version = readdirSync(lib).find((name) => /^python3\.\d+$/.test(name));
  return version === undefined ? "" : join(lib, version, "site-packages");
}

/** @param {Pick<Context, "home">} context @returns {number} 12 for Python 3.12 */
export function venvMinor(context) {
  return Number(/python3\.(\d+)/.exec(sitePackages(context))?.[1] ?? 0);
}

/**
 * Whether pip has installed exactly this version; pip writes RECORD last.
 *
 * @param {Pick<Context, "home">} context
 * @param {string} name
 * @param {string} version
 */
export function hasWheel(context, name, version) {
  const record = `${name.replaceAll("-", "_")}-${version}.dist-info`;
  return existsSync(join(sitePackages(context), record, "RECORD"));
}

/**
 * Runs the environment's pip, under the user's own pip settings.
 *
 * @param {Context} context
 * @param {string[]} args
 */
export function pip(context, args) {
  return command(context, venvPython(context), ["-m", "pip", "--no-input", ...args]);
}
