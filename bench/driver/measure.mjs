/** One workload: workers are started, their work is compared, then they are timed in rounds. */
import { join } from "node:path";
import { Contestant } from "./contestant.mjs";
import { IdleWatch } from "./idle.mjs";
import { checkedSteps, computesAsClaimed, differences } from "./same-work.mjs";
import { shuffled } from "./statistics.mjs";
import { commandOf, workerEnvironment } from "./variants.mjs";
import { Worker } from "./worker.mjs";

/**
 * @typedef {object} Place
 * @property {string} python the interpreter with PyTorch and Keras
 * @property {string} home folder for logs and caches
 * @property {NodeJS.ProcessEnv} env
 * @property {(line: string) => void} log
 */
/**
 * @typedef {object} Plan
 * @property {readonly import("./variants.mjs").Variant[]} variants
 * @property {number} rounds
 * @property {number} seconds that a variant runs in each round, about
 * @property {boolean} check only compare the work
 */

/** Thrown where the variants do not do the same work. */
export class DifferentWork extends Error {}

/** @param {Place} place @param {import("./variants.mjs").Variant} variant */
export function startWorker({ python, home, env }, variant) {
  const environment = { ...env, ...workerEnvironment(join(home, "inductor")) };
  const log = join(home, `${variant.name}.log`);
  return new Worker(commandOf(variant, python), { env: environment, log });
}

/**
 * @param {import("./flops.mjs").WorkloadName} workload
 * @param {Plan} plan
 * @param {Place} place
 * @throws {DifferentWork}
 */
export async function measure(workload, plan, place) {
  const contestants = plan.variants.map(
    (variant) => new Contestant(variant, startWorker(place, variant), workload),
  );
  try {
    await requireSameWork(workload, contestants);
    if (!plan.check) {
      place.log("  the same work; warming up ...");
      for (const contestant of contestants) await contestant.prepare(plan.seconds);
      place.log(`  timing ${plan.rounds} rounds ...`);
      await timeInRounds(contestants, plan.rounds, place.log);
    }
    for (const { variant, failure } of contestants) {
      if (failure !== undefined) place.log(`  ${variant.name}: ${failure}`);
    }
    return contestants.map(({ row }) => row);
  } finally {
    await Promise.all(contestants.map(({ worker }) => worker.end()));
  }
}

/**
 * Each variant shows its work; one that fails, or does not compute as its name says, is left out.
 *
 * @param {string} workload
 * @param {readonly Pick<Contestant, "variant" | "check" | "failure">[]} contestants
 * @throws {DifferentWork} with a sentence for each that does other work than the rest
 */
export async function requireSameWork(workload, contestants) {
  const shown = [];
  for (const contestant of contestants) {
    const work = await contestant.check(checkedSteps);
    if (work !== undefined) shown.push({ contestant, variant: contestant.variant, work });
  }
  for (const one of shown) {
    if (computesAsClaimed(one, shown)) continue;
    one.contestant.failure = "Its losses are those of float32: it did not compute in bfloat16.";
  }
  const faults = differences(workload, shown);
  if (faults.length > 0) throw new DifferentWork(faults.join("\n"));
}

/**
 * All workers live while one after the other runs, in a new order each round: what disturbs the
 * machine for a while disturbs all of them.
 *
 * @param {Contestant[]} contestants
 * @param {number} rounds
 * @param {(line: string) => void} log
 */
async function timeInRounds(contestants, rounds, log) {
  const watch = new IdleWatch(contestants.map(({ worker }) => worker.pid));
  for (let round = 1; round <= rounds; round++) {
    for (const contestant of shuffled(contestants, round)) {
      await watch.during(contestant.worker.pid, () => contestant.round());
    }
  }
  if (watch.share > 0.02) {
    log(`  Warning: the waiting workers took ${(watch.share * 100).toFixed(0)} % of a processor.`);
  }
}
