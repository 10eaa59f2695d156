import * as tf from "@tensorflow/tfjs";
import { binaryCrossEntropy, crossEntropyOfBoth } from "../binary-cross-entropy.js";
import type { LabelledGanLoss } from "./loss.js";

/**
 * The minimax game as it is printed (Goodfellow et al. 2014, eq. 1), where both players have the
 * same value, one to raise and one to lower:
 * $L_D = -\mathbb{E}_x[\log D(x)] - \mathbb{E}_z[\log(1 - D(G(z)))]$,
 * $L_G = \mathbb{E}_z[\log(1 - D(G(z)))]$.
 *
 * The generator's loss saturates: its gradient vanishes where the discriminator recognizes the
 * samples. For training take `nonSaturating`.
 */
export const minimax: LabelledGanLoss<"minimax"> = {
  name: "minimax",
  output: "probability",
  criterion: binaryCrossEntropy,
  discriminator: crossEntropyOfBoth,
  generator: (fake) => tf.tidy(() => binaryCrossEntropy(fake, 0).neg()),
};
