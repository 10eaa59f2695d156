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
