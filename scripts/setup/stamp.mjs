/** The record of the set-up, `.ganvas/setup.json`: the state of each step, with its key. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {object} StepRecord
 * @property {string} key everything that the step depended on
 * @property {"running" | "done" | "failed"} state "running" remains after an interruption
 * @property {number} [seconds]
 * @property {string} [message] of the failure
 * @property {string} [kind] of the failure
 */
/**
 * @typedef {object} Stamp
 * @property {Record<string, StepRecord>} steps
 * @property {boolean} [gpu] the last --gpu (true) or --cpu (false)
 */

/** @param {string} home the .ganvas folder */
const stampFile = (home) => join(home, "setup.json");

/**
 * Reads the stamp file. One that is missing or damaged counts as empty: the steps then run again.
 *
 * @param {string} home
 * @returns {Stamp}
 */
export function readStamp(home) {
  try {
    const value = JSON.parse(readFileSync(stampFile(home), "utf8"));
    if (typeof value?.steps !== "object" || value.steps === null || Array.isArray(value.steps)) {
      return { steps: {} };
    }
    const steps = Object.entries(value.steps).filter(([, step]) => typeof step?.key === "string");
    const gpu = typeof value.gpu === "boolean" ? { gpu: value.gpu } : {};
    return { ...gpu, steps: Object.fromEntries(steps) };
  } catch {
    return { steps: {} };
  }
}

/**
 * Writes the stamp file atomically.
 *
 * @param {string} home
 * @param {Stamp} stamp
 */
export function writeStamp(home, stamp) {
  mkdirSync(home, { recursive: true });
  const partial = `${stampFile(home)}.${process.pid}.partial`;
  const file = openSync(partial, "w");
  try {
    writeFileSync(file, JSON.stringify(stamp, null, 2) + "\n");
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, stampFile(home));
}
