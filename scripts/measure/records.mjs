// Measurements on disk: one JSON file beside the scripts, written atomically.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { machine } from "../run.mjs";

/**
 * Makes the missing measurements, so that a run may be interrupted and started again; to start over,
 * delete the file.
 *
 * @template {object} Task a measurement's settings, which identify it in the file
 * @template {object} Result
 * @param {object} options
 * @param {string} options.name of the file, without its ending
 * @param {object} options.card written above the measurements: command and settings
 * @param {readonly Task[]} options.tasks
 * @param {(task: Task) => Promise<Result>} options.measure
 * @returns {Promise<(Task & Result)[]>} in the order of the tasks
 */
export async function measureAll({ name, card, tasks, measure }) {
  const file = fileURLToPath(new URL(`./${name}.json`, import.meta.url));
  /** @type {(Task & Result)[]} */
  const stored = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).measurements : [];
  /** @type {(Task & Result)[]} */
  const all = [];
  for (const task of tasks) {
    const settings = Object.entries(task);
    /** @param {any} one */
    const isSame = (one) => settings.every(([key, value]) => one[key] === value);
    let measurement = stored.find(isSame);
    if (!measurement) {
      measurement = { ...task, ...(await measure(task)) };
      stored.push(measurement);
      console.log(JSON.stringify(measurement));
      const text = JSON.stringify({ ...card, machine, measurements: stored }, null, 2);
      writeFileSync(`${file}.new`, `${text}\n`);
      renameSync(`${file}.new`, file);
    }
    all.push(measurement);
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
