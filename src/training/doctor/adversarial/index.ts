/**
 * What goes wrong between a generator and a discriminator, in every family that trains such a pair.
 * One detector a file; `figures.ts` says which figures they read.
 */
import type { Detector } from "../detector.js";
import type { DiscriminatorOutput } from "./figures.js";
import { modeCollapse } from "./mode-collapse.js";
import { oscillation } from "./oscillation.js";
import { saturatedDiscriminator } from "./saturated-discriminator.js";
import { vanishingGradient } from "./vanishing-gradient.js";

export { type DiscriminatorOutput } from "./figures.js";
export { modeCollapse, oscillation, saturatedDiscriminator, vanishingGradient };

/**
 * All of them.
 *
 * @param output what `D(x)` and `D(G(z))` are: probabilities of "real", or scores
 */
export function adversarialDetectors(output: DiscriminatorOutput): readonly Detector[] {
  return [
    vanishingGradient(output),
    saturatedDiscriminator(output),
    modeCollapse(),
    oscillation(output),
  ];
}
