import type { MetricHistory } from "../../training/doctor/history.js";
import { METRICS } from "../metrics.js";
import { mean } from "../../training/doctor/statistics.js";

/** The kind of `D(x)` and `D(G(z))`: probabilities of "real", or unbounded scores. */
export type OutputKind = "probability" | "score";

/**
 * How far apart the discriminator holds real and generated images, $D(x) - D(G(z))$, in the last
 * steps. Unlike the two outputs it does not change when a critic's scores drift together.
 */
export function gaps(history: MetricHistory, count: number): number[] {
  const fake = history.recent(METRICS.fake, count);
  return history.recent(METRICS.real, count).map((value, i) => value - (fake[i] ?? NaN));
}

/** Whether the discriminator has separated real from generated images in all of the last steps. */
export function tellsApart(history: MetricHistory, output: OutputKind, count: number): boolean {
  const apart = gaps(history, count);
  if (apart.length === 0) return false;
  if (output === "probability") return mean(apart) > 0.9 && Math.min(...apart) > 0.5;
  const early = (history.early(METRICS.real) ?? 0) - (history.early(METRICS.fake) ?? 0);
  return Math.min(...apart) > 0 && mean(apart) > early / 2;
}

/** A number below 1 as percent, for a sentence. */
export const percent = (value: number) => `${Number((100 * value).toPrecision(2))} %`;
