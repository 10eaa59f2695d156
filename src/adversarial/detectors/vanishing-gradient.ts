import type { Detector } from "../../training/doctor/detector.js";
import type { MetricHistory } from "../../training/doctor/history.js";
import { median } from "../../training/doctor/statistics.js";
import { METRICS } from "../metrics.js";
import { percent, tellsApart, type OutputKind } from "./advantage.js";

/** How many steps are looked at. */
const WINDOW = 100;
/**
 * Below which share of its first size a gradient has vanished. Where probabilities say that the
 * discriminator is sure, a tenth is plain: other losses' gradients grow then, and that of the minimax
 * loss falls as $D(G(z))$ does. Scores say less, and gradients shrink as games settle.
 */
const SHARE = { probability: 0.1, score: 0.01 } as const;

/**
 * The generator's gradient as a share of what it was in the first steps, if it has vanished while
 * the discriminator tells the samples from real images: where both have become small together, the
 * game has converged.
 */
export function vanishedShare(history: MetricHistory, output: OutputKind): number | undefined {
  const norms = history.recent(METRICS.generatorGradient, WINDOW);
  const early = history.early(METRICS.generatorGradient);
  if (norms.length === 0 || !early || !tellsApart(history, output, WINDOW)) return undefined;
  const share = median(norms) / early;
  return share < SHARE[output] ? share : undefined;
}

/**
 * The generator learns nothing, because its loss is flat where the discriminator is sure of itself:
 * the fate of the minimax loss (Goodfellow et al. 2014, section 3; Arjovsky and Bottou 2017).
 */
export function vanishingGradient(output: OutputKind): Detector {
  return {
    name: "vanishing generator gradient",
    examine(history) {
      const share = vanishedShare(history, output);
      if (share === undefined) return undefined;
      return (
        `The generator's gradient has vanished (${percent(share)} of its first size) because the ` +
        `discriminator recognizes every sample; train with the non-saturating loss, or with the ` +
        `Wasserstein loss and a gradient penalty.`
      );
    },
  };
}
