// What trainings and measurements share: their arguments, and where they run.
import os from "node:os";
import { parseArgs } from "node:util";

export const machine = `${os.cpus()[0]?.model}, ${os.cpus().length} cores`;

/**
 * `--steps` and `--seed` of the command line.
 *
 * @param {number} steps the default
 */
export function trainingArguments(steps) {
  const { values } = parseArgs({
    options: {
      steps: { type: "string", default: String(steps) },
      seed: { type: "string", default: "7" },
    },
  });
  return { steps: Number(values.steps), seed: Number(values.seed) };
}
