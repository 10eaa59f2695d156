import { binaryCrossEntropy, crossEntropyOfBoth } from "../binary-cross-entropy.js";
import type { LabelledGanLoss } from "./loss.js";

/**
 * The non-saturating game (Goodfellow et al. 2014, section 3):
 * $L_D = -\mathbb{E}_x[\log D(x)] - \mathbb{E}_z[\log(1 - D(G(z)))]$,
 * $L_G = -\mathbb{E}_z[\log D(G(z))]$.
 *
 * The gradient of $L_G$ is large where the discriminator is sure of itself, which is where the
 * generator needs it.
 */
export const nonSaturating: LabelledGanLoss<"non-saturating"> = {
  name: "non-saturating",
  output: "probability",
  criterion: binaryCrossEntropy,
  discriminator: crossEntropyOfBoth,
  generator: (fake) => binaryCrossEntropy(fake, 1),
};
