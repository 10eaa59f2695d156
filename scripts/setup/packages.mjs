import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folder of an npm package as code in `from` finds it, or undefined. Node's own resolver is not
 * asked: it remembers what was missing a moment ago, and obeys `exports`.
 *
 * @param {string} from
 * @param {string} name
 * @returns {string | undefined}
 */
export function packageFolder(from, name) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (folder === dirname(folder)) return undefined;
  }
}

/** @param {string} folder @returns {Record<string, any>} its package.json */
export function manifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/** @param {string} text */
export const hashText = (text) => createHash("sha256").update(text).digest("hex").slice(0, 16);

/**
 * A hash of the names and contents of files and of all files in folders.
 *
 * @param {string[]} paths
 */
export function hashOf(paths) {
  const hash = createHash("sha256");
  /** @param {string} path @param {boolean} isFolder */
  const add = (path, isFolder) => {
    hash.update(path + "\0");
    if (!isFolder) return void hash.update(readFileSync(path));
    const entries = readdirSync(path, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) add(join(path, entry.name), entry.isDirectory());
  };
  for (const path of paths) if (existsSync(path)) add(path, isFolder(path));
  return hash.digest("hex").slice(0, 16);
}

/** @param {string} path */
function isFolder(path) {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}
