import type { Configuration } from "./space.js";
import type { Objective, TrialContext, TrialRecord, TrialResult } from "./trial.js";

/** The function that a search calls for each trial. */
export type RunTrial<Config = Configuration> = (
  config: Config,
  context: TrialContext,
) => TrialResult | Promise<TrialResult>;

/**
 * Runs one trial and takes down how it ended. One that throws, or whose metric is not finite, has
 * failed, and says why.
 *
 * @throws what the trial threw, where it was told to stop
 * @throws TypeError when what it returns is not a metric
 */
export async function runTrial(
  run: RunTrial,
  config: Configuration,
  context: TrialContext,
  objective: Objective,
): Promise<TrialRecord> {
  const { configuration, budget, signal } = context;
  const began = performance.now();
  const ended = (metrics: TrialRecord["metrics"], failure?: string): TrialRecord => {
    const seconds = (performance.now() - began) / 1000;
    return { configuration, config, budget, metrics, ...(failure ? { failure } : {}), seconds };
  };
  let result: TrialResult;
  try {
    result = await run(config, context);
  } catch (error) {
    if (isStop(error, signal)) throw error;
    return ended({}, error instanceof Error ? error.message : String(error));
  }
  const metrics = metricsOf(result, objective);
  const value = metrics[objective.metric]!;
  if (Number.isFinite(value)) return ended(metrics);
  return ended(
    {},
    `The ${objective.metric} is expected to be a finite number but is ${value}; ` +
      `narrow the space away from this configuration.`,
  );
}

/** Whether a trial was told to stop. Then it has not failed: it is to be run again. */
export function isStop(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted || (error as Error | null)?.name === "AbortError";
}

function metricsOf(result: unknown, { metric }: Objective): Readonly<Record<string, number>> {
  if (typeof result === "number") return { [metric]: result };
  const value = (result as Record<string, unknown> | null | undefined)?.[metric];
  if (typeof value === "number") return { ...(result as Record<string, number>) };
  throw new TypeError(
    `A trial is expected to return a number or an object with a number "${metric}" but returned ` +
      `${typeof result === "object" ? JSON.stringify(result) : String(result)}; ` +
      `return the metric, or name another by the option "metric".`,
  );
}
