/** Keeps the results: bench/results.json, and the tables of bench/README.md. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tables } from "./tables.mjs";

const begin = "<!-- results: written by `npm run bench` -->";
const end = "<!-- end of results -->";

/**
 * Puts text between the two markers.
 *
 * @param {string} page
 * @param {string} text
 */
export function withResults(page, text) {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) {
    throw new Error(`bench/README.md is expected to hold the lines "${begin}" and "${end}".`);
  }
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

/** Writes a file atomically. @param {string} file @param {string} text */
export function writeFileAtomic(file, text) {
  const partial = `${file}.${process.pid}.partial`;
  const descriptor = openSync(partial, "w");
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(partial, file);
}

/**
 * @param {string} folder bench/
 * @param {import("./tables.mjs").Results} results
 * @param {readonly string[]} workloads
 */
export function keep(folder, results, workloads) {
  const readme = join(folder, "README.md");
  const page = withResults(readFileSync(readme, "utf8"), tables(results, workloads));
  writeFileAtomic(join(folder, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
  writeFileAtomic(readme, page);
}
