import type { SearchOptions } from "./options.js";
import { checkSeed } from "../tensor/random/index.js";
import type { RunTrial } from "./run-trial.js";
import type { Configuration, Space } from "./space.js";
import type { SearchTrial } from "./trial.js";
import { trialsOf, type Plan } from "./trials.js";

/**
 * Searches for the hyper-parameters with the best validation metric: runs one trial after another,
 * and yields what each one says.
 *
 * ```ts
 * const space = { rate: logUniform(1e-5, 1e-2), batch: choice(16, 32, 64) };
 * const [digits, reference] = [await mnist(), await mnist({ split: "test" })];
 * const extractor = await digitClassifier();
 * const frechetDistance: RunTrial<{ rate: number; batch: number }> = async (config, trial) => {
 *   const { budget: steps, seed, signal } = trial;
 *   const model = mlpGan({ image: [28, 28, 1], latent: 64, seed });
 *   const options = { steps, batch: config.batch, generatorLearningRate: config.rate, signal };
 *   for await (const _ of trainGan(model, digits, options));
 *   const { scores } = await evaluate(model, { extractor, reference, samples: 2000 });
 *   model.dispose();
 *   return scores.frechet.value;
 * };
 * const strategy = randomSearch({ trials: 20, budget: 500 });
 * const options = { strategy, better: "lower", folder: "rates" } as const;
 * const chart = parallelCoordinates();
 * for await (const trial of search(space, frechetDistance, options)) chart.add(trial);
 * ```
 *
 * With a folder the search can be stopped at any time, and resumes when it is run again; it can
 * also grow then: more trials, other budgets. A trial that throws, or whose metric is not finite,
 * is recorded as failed, and the search continues.
 *
 * @param run does one trial; it frees the tensors that it makes
 * @throws RangeError when the space is empty or too small for the strategy, or the seed is invalid
 * @throws SearchStopped when the signal was aborted, or a trial threw an `AbortError`; what the
 *   running trial found is not kept then, because it may have been cut short
 * @throws Error when the folder holds another search or a damaged trial, or cannot be written
 * @throws TypeError when a trial returns no metric
 */
export function search<const S extends Space>(
  space: S,
  run: RunTrial<Configuration<S>>,
  options: SearchOptions,
): AsyncGenerator<SearchTrial<S>, void, undefined> {
  const seed = checkSeed(options.seed ?? 0);
  if (Object.keys(space).length === 0) {
    throw new RangeError(
      "A search is expected to have a space of one parameter or more but has none; " +
        "pass for example { rate: logUniform(1e-5, 1e-2) }.",
    );
  }
  const configurations = options.strategy.configurations(space, seed);
  const rounds = options.strategy.rounds(configurations.length);
  const plan: Plan = { space, configurations, rounds, seed };
  // The configurations are of the space, which the loop over them no longer knows.
  return trialsOf(plan, run as unknown as RunTrial, options) as AsyncGenerator<
    SearchTrial<S>,
    void,
    undefined
  >;
}
