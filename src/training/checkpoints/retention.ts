import { refusal } from "../../base/errors.js";
import type { CheckpointHeader } from "./format.js";
import type { BestOptions } from "./options.js";

/** An intact checkpoint in a folder. */
export interface Whole {
  readonly path: string;
  readonly header: CheckpointHeader;
}

/** The best of some checkpoints, the first of equals; `undefined` when none has the metric. */
export function bestOf(checkpoints: readonly Whole[], best?: BestOptions): Whole | undefined {
  let winner: Whole | undefined;
  let highest = -Infinity;
  for (const entry of checkpoints) {
    const measured = entry.header.best;
    if (!best || measured?.metric !== best.metric) continue;
    // In JSON a value that is not finite is null, which would compare like 0.
    if (!Number.isFinite(measured.value)) continue;
    const value = best.better === "lower" ? -measured.value : measured.value;
    if (value <= highest) continue;
    winner = entry;
    highest = value;
  }
  return winner;
}

/**
 * The checkpoints that need not be kept.
 *
 * @param checkpoints the newest first
 * @param keep how many of the newest stay, beside the best
 */
export function surplus(checkpoints: readonly Whole[], keep: number, best?: BestOptions): Whole[] {
  const winner = bestOf(checkpoints, best);
  return checkpoints.slice(keep).filter((entry) => entry !== winner);
}

/**
 * The value by which a checkpoint may be the best one.
 *
 * @param metrics the step's; empty when they are unknown
 * @returns `undefined` without the option, without metrics, and for a value that is not finite
 * @throws Error when there is no metric of that name
 */
export async function valueOfBest(
  best: BestOptions | undefined,
  step: number,
  metrics: Readonly<Record<string, number>>,
): Promise<CheckpointHeader["best"]> {
  if (!best || (!best.measure && Object.keys(metrics).length === 0)) return undefined;
  const { metric, measure } = best;
  const value = measure ? await measure() : metrics[metric];
  if (value === undefined) {
    throw new Error(
      `The metric of the best checkpoint is expected to be one of ${Object.keys(metrics).join(", ")} ` +
        `but is "${metric}"; name one of these, or give a measure.`,
    );
  }
  if (Number.isFinite(value)) return { metric, value };
  console.warn(
    `The metric "${metric}" of the checkpoint of step ${step} is expected to be a finite number but ` +
      `is ${value}; correct the measure: this checkpoint cannot be the best one.`,
  );
  return undefined;
}

/** @throws RangeError when `better` is not one of its words */
export function checkBest({ better }: BestOptions): void {
  if (better === "lower" || better === "higher") return;
  const actual = JSON.stringify(better) ?? "missing";
  throw new RangeError(refusal("better", 'one of "lower", "higher"', actual, "name one of them"));
}
