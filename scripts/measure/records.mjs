// Measurements on disk: one JSON file beside the scripts, written whole or not at all.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { machine } from "../run.mjs";

/**
 * Makes the measurements that are not there yet, so that a run may be stopped and started anew; to
 * begin from nothing, delete the file.
 *
 * @template {object} Task a measurement's settings: by them one that is there already is known
 * @template {object} Result
 * @param {object} options
 * @param {string} options.name of the file, without its ending
 * @param {object} options.card what is written above the measurements: command and settings
 * @param {readonly Task[]} options.tasks
 * @param {(task: Task) => Promise<Result>} options.measure
 * @returns {Promise<(Task & Result)[]>} in the order of the tasks
 */
export async function measureAll({ name, card, tasks, measure }) {
  const file = fileURLToPath(new URL(`./${name}.json`, import.meta.url));
  /** @type {(Task & Result)[]} */
  const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).measurements : [];
  /** @type {(Task & Result)[]} */
  const all = [];
  for (const task of tasks) {
    const settings = Object.entries(task);
    /** @param {any} one */
    const isSame = (one) => settings.every(([key, value]) => one[key] === value);
    let found = known.find(isSame);
    if (!found) {
      found = { ...task, ...(await measure(task)) };
      known.push(found);
      console.log(JSON.stringify(found));
      const text = JSON.stringify({ ...card, machine, measurements: known }, null, 2);
      writeFileSync(`${file}.new`, `${text}\n`);
      renameSync(`${file}.new`, file);
    }
    all.push(found);
  }
  return all;
}

/**
 * A Markdown table.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly (string | number)[])[]} rows
 */
export function markdown(head, rows) {
  const all = [head, head.map(() => "---"), ...rows];
  return all.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** @param {readonly number[]} values */
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param {number} share */
export const percent = (share) => `${(100 * share).toFixed(1)} %`;
