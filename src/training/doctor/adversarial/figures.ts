import type { MetricHistory } from "../history.js";
import { mean } from "../statistics.js";

/** What `D(x)` and `D(G(z))` are: probabilities of "real", or scores without bounds. */
export type DiscriminatorOutput = "probability" | "score";

/**
 * The figures by which a game of two networks is judged. `D(x)` and `D(G(z))` are the
 * discriminator's mean outputs for real and generated images, the norms those of the loss's gradient
 * by all weights of a network; the spread is the standard deviation over a generated batch, averaged
 * over pixels and divided by the same of a real batch.
 */
export const FIGURES = {
  real: "D(x)",
  fake: "D(G(z))",
  discriminatorGradient: "gradient norm of D",
  generatorGradient: "gradient norm of G",
  spread: "spread of samples",
} as const;

/**
 * How far apart the discriminator holds real and generated images, $D(x) - D(G(z))$, in the last
 * steps. Unlike the two outputs it does not change when a critic's scores drift together.
 */
export function gaps(history: MetricHistory, count: number): number[] {
  const fake = history.recent(FIGURES.fake, count);
  return history.recent(FIGURES.real, count).map((value, i) => value - (fake[i] ?? NaN));
}

/** Whether the discriminator has told real from generated images all through the last steps. */
export function tellsApart(
  history: MetricHistory,
  output: DiscriminatorOutput,
  count: number,
): boolean {
  const apart = gaps(history, count);
  if (apart.length === 0) return false;
  if (output === "probability") return mean(apart) > 0.9 && Math.min(...apart) > 0.5;
  const early = (history.early(FIGURES.real) ?? 0) - (history.early(FIGURES.fake) ?? 0);
  return Math.min(...apart) > 0 && mean(apart) > early / 2;
}

/** A number below 1 as percent, for a sentence. */
export const percent = (value: number) => `${Number((100 * value).toPrecision(2))} %`;
