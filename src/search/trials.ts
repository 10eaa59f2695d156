import { setImmediate } from "node:timers/promises";
import { kernelHost } from "../base/host.js";
import { deriveSeed } from "../tensor/random/index.js";
import { axesOf } from "./axes.js";
import { identityOf, SearchFolder } from "./folder.js";
import { LeakWarning } from "./leak-warning.js";
import { isStop, runTrial, type RunTrial } from "./run-trial.js";
import type { SearchOptions } from "./options.js";
import type { Configuration, Space } from "./space.js";
import { SearchStopped } from "./stopped.js";
import type { Round } from "./strategies.js";
import { betterTrial, isBetter, type SearchTrial, type TrialRecord } from "./trial.js";

/** The trials of a search. */
export interface Plan {
  readonly space: Space;
  readonly configurations: readonly Configuration[];
  readonly rounds: readonly Round[];
  readonly seed: number;
}

/** Runs the trials of a plan round by round, and yields a report of each one. */
export async function* trialsOf(
  plan: Plan,
  run: RunTrial,
  options: SearchOptions,
): AsyncGenerator<SearchTrial, void, undefined> {
  const { metric = "metric", better } = options;
  const objective = { metric, better };
  const axes = axesOf(plan.space);
  const trials = sum(plan.rounds.map(({ keep }) => keep));
  const workload = sum(plan.rounds.map(({ keep, budget }) => keep * budget));
  const began = performance.now();
  const settle = await settler(plan, run, options, trials);

  let best: SearchTrial["best"];
  let [trial, spent, seconds] = [0, 0, 0];
  let candidates = plan.configurations.map((_, index) => index + 1);
  for (const { keep, budget } of plan.rounds) {
    const values = new Map<number, number>();
    for (const configuration of candidates.slice(0, keep)) {
      const ended = await settle({ trial: ++trial, configuration, budget });
      const { failure } = ended;
      const value = failure === undefined ? ended.metrics[metric]! : NaN;
      if (failure === undefined) values.set(configuration, value);
      spent += budget;
      seconds += ended.seconds;
      const report = {
        ...ended,
        ...{ trial, trials, value, failure, objective, axes },
        secondsElapsed: (performance.now() - began) / 1000,
        secondsLeft: ((workload - spent) * seconds) / spent,
      };
      best = betterTrial(best, report, objective);
      yield { ...report, best };
      await setImmediate(); // charts are drawn, and interrupts arrive
    }
    const order = ([, a]: [number, number], [, b]: [number, number]) =>
      isBetter(a, b, objective) ? -1 : isBetter(b, a, objective) ? 1 : 0;
    candidates = [...values].sort(order).map(([configuration]) => configuration);
  }
}

/** A function that has the record of a trial: from the search's folder, or by running it. */
async function settler(
  { space, configurations, seed }: Plan,
  run: RunTrial,
  options: SearchOptions,
  trials: number,
) {
  const { strategy, better, metric = "metric", retryFailed = false } = options;
  const signal = anyOf([options.signal, kernelHost()?.signal]);
  const leaks = new LeakWarning();
  const folder =
    options.folder === undefined
      ? undefined
      : await SearchFolder.open(options.folder, identityOf(space, strategy.source, seed));

  return async (which: Pick<SearchTrial, "trial" | "configuration" | "budget">) => {
    const { trial, configuration, budget } = which;
    const config = configurations[configuration - 1]!;
    const recorded = await folder?.read({ configuration, config, budget });
    if (recorded && !(recorded.failure !== undefined && retryFailed)) {
      return { ...withMetric(recorded, metric), recorded: true };
    }
    const stopped = (reason: unknown) =>
      new SearchStopped(trial - 1, trials, options.folder, reason);
    if (signal.aborted) throw stopped(signal.reason);
    const trialSeed = deriveSeed(seed, `configuration ${configuration}`);
    const context = {
      ...which,
      seed: trialSeed,
      signal,
      folder: folder?.ofConfiguration(configuration),
    };
    let record: TrialRecord;
    try {
      record = await runTrial(run, config, context, { metric, better });
    } catch (error) {
      throw isStop(error, signal) ? stopped(error) : error;
    }
    // A run that ends when it is told to stop may return what it has so far: not the trial's metric.
    if (signal.aborted) throw stopped(signal.reason);
    await folder?.write(record);
    leaks.check();
    return { ...record, recorded: false };
  };
}

/** A recorded trial is of use only if it has the metric that is now searched by. */
function withMetric(record: TrialRecord, metric: string): TrialRecord {
  if (record.failure !== undefined || Number.isFinite(record.metrics[metric])) return record;
  throw new Error(
    `The recorded trials are expected to have the metric "${metric}" but have ` +
      `${Object.keys(record.metrics).join(", ")}; search by one of these, or pass another folder.`,
  );
}

function anyOf(signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
