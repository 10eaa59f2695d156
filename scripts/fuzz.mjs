/**
 * `npm run fuzz -- --seed 1 --minutes 10`: random training programs, eager against captured, and their
 * derivatives against finite differences. Prints each program that disagrees, as small as it was found.
 */
import { parseArgs } from "node:util";
import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();

/**
 * @param {string} name of the option
 * @param {string} value
 */
function positive(name, value) {
  const number = Number(value);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new RangeError(
    `--${name} is expected to be a positive number but is "${value}"; pass for example --${name} 10.`,
  );
}

try {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      minutes: { type: "string", default: "1" },
    },
  });
  process.env.GANVAS_FUZZ_SEED = String(Math.round(positive("seed", values.seed)));
  process.env.GANVAS_FUZZ_MINUTES = String(positive("minutes", values.minutes));
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exit(1);
}

process.argv.splice(2, Infinity, "test/tensor/fuzz/fuzz.test.ts", "--disable-console-intercept");
void import("./setup/main-test.mjs").then(({ main }) => main());
