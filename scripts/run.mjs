// Shared by trainings and measurements: their arguments, and the machine.
import os from "node:os";
import { parseArgs } from "node:util";

export const machine = `${os.cpus()[0]?.model}, ${os.cpus().length} cores`;

/**
 * `--steps`, `--seed` and, for trainings on several data sets, `--data` of the command line.
 *
 * @param {number} steps the default
 * @param {string} [data] the default; without it the argument is refused
 */
export function trainingArguments(steps, data) {
  const { values } = parseArgs({
    options: {
      steps: { type: "string", default: String(steps) },
      seed: { type: "string", default: "7" },
      ...(data === undefined
        ? {}
        : { data: { type: /** @type {const} */ ("string"), default: data } }),
    },
  });
  return { ...values, steps: Number(values.steps), seed: Number(values.seed) };
}
