/** `npm run bench`: measures Ganvas against TF.js, Keras and PyTorch. README.md has the rules. */
import { fileURLToPath } from "node:url";
import { SetupError } from "../scripts/setup/setup-error.mjs";
import { measureCeiling, shareOf } from "./driver/ceiling.mjs";
import { flops } from "./driver/flops.mjs";
import { describeMachine } from "./driver/machine.mjs";
import { DifferentWork, measure } from "./driver/measure.mjs";
import { readOptions, usage } from "./driver/options.mjs";
import { prepare } from "./driver/prepare.mjs";
import { keep } from "./driver/report.mjs";
import { tables } from "./driver/tables.mjs";
import { WorkerFailed } from "./driver/worker.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
const projectRoot = fileURLToPath(new URL("..", import.meta.url));

/** @param {ReturnType<typeof readOptions>} options */
async function run(options) {
  const place = await prepare(projectRoot, console.log);
  const machine = describeMachine();
  if (machine.load > 0.5 && !options.check) {
    console.log(
      `Warning: the machine is busy (load ${machine.load}); PyTorch suffers most from that.`,
    );
  }
  const start = performance.now();
  const first = options.check ? undefined : await measureCeiling(place);
  const measured = [];
  for (const workload of options.workloads) {
    console.log(`${workload} ...`);
    measured.push(...(await measure(workload, options, place)));
    console.log(`    ${((performance.now() - start) / 60e3).toFixed(1)} min so far`);
  }
  if (first === undefined) return console.log("All variants that run do the same work.");
  // Once more: what else the machine does may change in the meantime, and the best counts.
  const last = await measureCeiling(place);
  const ceiling = {
    ...first.ceiling,
    float32: Math.max(first.ceiling.float32, last.ceiling.float32),
    bfloat16: Math.max(first.ceiling.bfloat16, last.ceiling.bfloat16),
  };
  const rows = measured.map((row) => {
    const precision = options.variants.find(({ name }) => name === row.variant)?.precision;
    const best = ceiling[precision ?? "float32"];
    return { ...row, shareOfCeiling: shareOf(flops[row.workload], row.medianMs, best) };
  });
  const results = { machine, versions: first.versions, ceiling, rows };
  console.log(`\n${tables(results, options.workloads)}`);
  if (options.keep) keep(folder, results, options.workloads);
  else console.log("\nNot kept: that takes all workloads, all variants and at least 7 rounds.");
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else await run(options);
} catch (error) {
  const plain = [SetupError, DifferentWork, WorkerFailed].some((kind) => error instanceof kind);
  console.error(plain ? /** @type {Error} */ (error).message : error);
  process.exitCode = 1;
}
