/**
 * The parts that every pair of a generator and a discriminator shares: networks as types, the discriminator's
 * outputs, terms of the loss, regularizers, metrics and the problems that a doctor looks for.
 */
export { adversarialDetectors } from "./detectors/index.js";
export {
  modeCollapse,
  oscillation,
  saturatedDiscriminator,
  vanishingGradient,
} from "./detectors/index.js";
export { mutualInformation, type MutualInformationOptions } from "./mutual-information.js";
export type { Conditioning, Discriminator } from "./networks.js";
export * from "./regularizers/index.js";
export type { AdversarialPass, AdversarialTerm } from "./terms.js";
export type { DiscriminatorOutput } from "./discriminator-output.js";
