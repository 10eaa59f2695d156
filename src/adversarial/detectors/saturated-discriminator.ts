import type { Detector } from "../../training/doctor/detector.js";
import { mean, median } from "../../training/doctor/statistics.js";
import { METRICS } from "../metrics.js";
import { tellsApart, type OutputKind } from "./advantage.js";
import { vanishedShare } from "./vanishing-gradient.js";

/** How many steps are looked at. */
const WINDOW = 200;
/** A probability within this of 1 or 0 is as good as that. */
const SURE = 0.02;
/** Below this share of its first size the gradient of a discriminator with scores has gone. */
const SHARE = 0.02;

/**
 * The discriminator tells real from generated images without effort, so that it no longer learns
 * what is wrong with the samples, nor the generator from it.
 *
 * With probabilities: $D(x)$ is about 1 and $D(G(z))$ about 0 for a long time. Scores have no such
 * ends; there the discriminator holds the two apart and its own gradient has gone.
 */
export function saturatedDiscriminator(output: OutputKind): Detector {
  return {
    name: "saturated discriminator",
    examine(history) {
      if (!tellsApart(history, output, WINDOW)) return undefined;
      if (vanishedShare(history, output) !== undefined) return undefined; // says more
      const real = mean(history.recent(METRICS.real, WINDOW));
      const fake = mean(history.recent(METRICS.fake, WINDOW));
      if (output === "probability") {
        if (real < 1 - SURE || fake > SURE) return undefined;
      } else {
        const norms = history.recent(METRICS.discriminatorGradient, WINDOW);
        const early = history.early(METRICS.discriminatorGradient) ?? 0;
        if (norms.length === 0 || median(norms) >= SHARE * early) return undefined;
      }
      return (
        `The discriminator is saturated: over ${WINDOW} steps it gave real images ${short(real)} and ` +
        `samples ${short(fake)} on average, so that nothing is left to learn from it; lower its ` +
        `learning rate, add the R1 regularizer or instance noise, or give it more data.`
      );
    },
  };
}

const short = (value: number) => Number(value.toPrecision(3)).toString();
