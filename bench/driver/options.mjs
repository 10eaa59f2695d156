import { parseArgs } from "node:util";
import { SetupError } from "../../scripts/setup/setup-error.mjs";
import { flops } from "./flops.mjs";
import { variants } from "./variants.mjs";

/** Fewest rounds of which a result is kept. */
export const fewestRounds = 7;

export const usage = `npm run bench -- [options]
  --workloads A,B   only these: ${Object.keys(flops).join(", ")}
  --variants A,B    only these: ${variants.map(({ name }) => name).join(", ")}
  --rounds N        default ${fewestRounds}
  --seconds S       that each variant runs in a round, about; default 1
  --check           only compare the work of the variants, without timing it
Only a run of all workloads and variants in at least ${fewestRounds} rounds is kept: in bench/results.json and bench/README.md.`;

/**
 * @param {string[]} args
 * @throws {SetupError} with a message that ends with the usage
 */
export function readOptions(args) {
  /** @param {string} message */
  const wrong = (message) => new SetupError(`${message}\n${usage}`);
  const text = /** @type {const} */ ({ type: "string" });
  const flag = /** @type {const} */ ({ type: "boolean", default: false });
  let values;
  try {
    const options = { workloads: text, variants: text, rounds: text, seconds: text };
    ({ values } = parseArgs({ args, options: { ...options, check: flag, help: flag } }));
  } catch (error) {
    throw wrong(/** @type {Error} */ (error).message);
  }
  /** @param {string} option @param {string | undefined} given @param {string[]} known */
  const choose = (option, given, known) => {
    const names = given?.split(",") ?? known;
    const unknown = names.find((name) => !known.includes(name));
    if (unknown === undefined) return known.filter((name) => names.includes(name));
    throw wrong(`--${option} takes names of the list below, found "${unknown}".`);
  };
  /** @param {string} option @param {string | undefined} given @param {number} usual */
  const positive = (option, given, usual) => {
    const number = given === undefined ? usual : Number(given);
    if (number > 0 && Number.isFinite(number)) return number;
    throw wrong(`--${option} takes a number above 0, found "${given}".`);
  };
  const names = choose(
    "variants",
    values.variants,
    variants.map(({ name }) => name),
  );
  const all = Object.keys(flops);
  const workloads = choose("workloads", values.workloads, all);
  const rounds = Math.ceil(positive("rounds", values.rounds, fewestRounds));
  const complete = workloads.length === all.length && names.length === variants.length;
  return {
    help: values.help,
    check: values.check,
    workloads: /** @type {import("./flops.mjs").WorkloadName[]} */ (workloads),
    variants: variants.filter(({ name }) => names.includes(name)),
    rounds,
    seconds: positive("seconds", values.seconds, 1),
    keep: complete && rounds >= fewestRounds && !values.check,
  };
}
