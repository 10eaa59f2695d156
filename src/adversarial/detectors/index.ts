/**
 * Detectors of problems between a generator and a discriminator, for every family that trains such a
 * pair. One detector a file; `../metrics.ts` names the metrics that they read.
 */
import type { Detector } from "../../training/doctor/detector.js";
import type { OutputKind } from "./advantage.js";
import { modeCollapse } from "./mode-collapse.js";
import { oscillation } from "./oscillation.js";
import { saturatedDiscriminator } from "./saturated-discriminator.js";
import { vanishingGradient } from "./vanishing-gradient.js";

export { type OutputKind } from "./advantage.js";
export { modeCollapse, oscillation, saturatedDiscriminator, vanishingGradient };

/**
 * All of them.
 *
 * @param output what `D(x)` and `D(G(z))` are: probabilities of "real", or scores
 */
export function adversarialDetectors(output: OutputKind): readonly Detector[] {
  return [
    vanishingGradient(output),
    saturatedDiscriminator(output),
    modeCollapse(),
    oscillation(output),
  ];
}
