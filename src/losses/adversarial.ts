/** The games between generator and discriminator, as pure functions on logits. */
import { anObject } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import type { Settings } from "../tensor/settings.js";
import { binaryCrossEntropy } from "./cross-entropy.js";

/**
 * The two losses of a game, as pure functions on logits, the output of the discriminator: [n, 1], or
 * any other shape that begins with the batch, such as [n, h, w, 1] of a discriminator of patches.
 * Both are minimized, and both are means over all logits.
 *
 * The name is part of the type: some regularizers make sense with some losses only.
 */
export interface GanLoss<Name extends string = string> {
  readonly name: Name;
  /** Its numbers, if it has any: a run with others is another run. */
  readonly settings?: Settings;
  /** Its parts, if it is composed: their code takes part in the identity of a run, too. */
  readonly parts?: readonly object[];
  /**
   * How to read a logit: as log-odds, whose sigmoid is the probability of "real", or as a score
   * without a scale, higher for images that look more real.
   */
  readonly output: "probability" | "score";
  /** Whether the generator's loss needs the logits of real images, too. */
  readonly relativistic?: true;
  /** $L_D$ from the logits of real and of generated images. */
  discriminator(real: tf.Tensor, fake: tf.Tensor): tf.Scalar;
  /** $L_G$ from the logits of generated images, and of real ones if it is relativistic. */
  generator(fake: tf.Tensor, real?: tf.Tensor): tf.Scalar;
}

export const aGanLoss = anObject("a loss", "nonSaturating", "name", "discriminator", "generator");

/** The losses of a game before the means are taken, each of its logits' shape. */
export interface UnreducedLosses {
  /** $L_D$ is the mean of `real` plus the mean of `fake`. */
  discriminator(real: tf.Tensor, fake: tf.Tensor): { real: tf.Tensor; fake: tf.Tensor };
  /** $L_G$ is the mean of `fake`, plus the mean of `real` if it is relativistic. */
  generator(fake: tf.Tensor, real?: tf.Tensor): { fake: tf.Tensor; real?: tf.Tensor };
}

/**
 * A loss that also gives its values before the means are taken, for weights of examples or for top-k
 * training (Sinha et al. 2020); {@link perExample} reduces them to one value per example.
 */
export interface UnreducedGanLoss<Name extends string = string> extends GanLoss<Name> {
  readonly unreduced: UnreducedLosses;
}

/**
 * A loss whose discriminator learns labels: $L_D$ is the mean criterion of the real logits against
 * label 1 plus that of the generated ones against label 0.
 */
export interface LabeledGanLoss<Name extends string = string> extends UnreducedGanLoss<Name> {
  /** The loss of each logit against a label in [0, 1], of the logits' shape. */
  criterion(logits: tf.Tensor, label: number): tf.Tensor;
}

/**
 * The mean loss of each example.
 *
 * @param losses of any shape that begins with the batch, such as [n, 1] or [n, h, w, 1]
 * @returns [n]
 */
export function perExample(losses: tf.Tensor): tf.Tensor1D {
  const [n = 1] = losses.shape;
  return tf.tidy(() => losses.reshape([n, -1]).mean<tf.Tensor1D>(1));
}

/**
 * A game from its losses of each logit: their means are the losses of the two players.
 *
 * @param name part of the type, and of a run's identity
 * @param output how to read a logit, as in {@link GanLoss}
 */
export function ganLoss<Name extends string>(
  name: Name,
  output: GanLoss["output"],
  losses: UnreducedLosses,
): UnreducedGanLoss<Name> {
  return {
    name,
    output,
    discriminator: (real, fake) => tf.tidy(() => sumOfMeans(losses.discriminator(real, fake))),
    generator: (fake, real) => tf.tidy(() => sumOfMeans(losses.generator(fake, real))),
    unreduced: {
      discriminator: (real, fake) => tf.tidy(() => losses.discriminator(real, fake)),
      generator: (fake, real) => tf.tidy(() => losses.generator(fake, real)),
    },
  };
}

function sumOfMeans({ real, fake }: { real?: tf.Tensor; fake: tf.Tensor }): tf.Scalar {
  return real ? real.mean<tf.Scalar>().add(fake.mean()) : fake.mean();
}

/** A game whose discriminator learns labels. */
function labeledGanLoss<Name extends string>(
  name: Name,
  output: GanLoss["output"],
  criterion: LabeledGanLoss["criterion"],
  generator: (fake: tf.Tensor) => tf.Tensor,
): LabeledGanLoss<Name> {
  const losses = ganLoss(name, output, {
    discriminator: (real, fake) => ({ real: criterion(real, 1), fake: criterion(fake, 0) }),
    generator: (fake) => ({ fake: generator(fake) }),
  });
  return { ...losses, criterion };
}

/** -y log D - (1 - y) log(1 - D) of each logit. */
const crossEntropy = (logits: tf.Tensor, label: number) =>
  binaryCrossEntropy(logits, label, "none");

/**
 * The minimax game as it is printed (Goodfellow et al. 2014, eq. 1), where both players have the
 * same value, one to raise and one to lower:
 * $L_D = -\mathbb{E}_x[\log D(x)] - \mathbb{E}_z[\log(1 - D(G(z)))]$,
 * $L_G = \mathbb{E}_z[\log(1 - D(G(z)))]$.
 *
 * The generator's loss saturates: its gradient vanishes where the discriminator recognizes the
 * samples. For training take `nonSaturating`.
 */
export const minimax = labeledGanLoss("minimax", "probability", crossEntropy, (fake) =>
  crossEntropy(fake, 0).neg(),
);

/**
 * The non-saturating game (Goodfellow et al. 2014, section 3):
 * $L_D = -\mathbb{E}_x[\log D(x)] - \mathbb{E}_z[\log(1 - D(G(z)))]$,
 * $L_G = -\mathbb{E}_z[\log D(G(z))]$.
 *
 * The gradient of $L_G$ is large where the discriminator is sure of itself, which is where the
 * generator needs it. With $D = 1/2$ everywhere, $L_D$ is $\log 4 = 1.386$.
 */
export const nonSaturating = labeledGanLoss("non-saturating", "probability", crossEntropy, (fake) =>
  crossEntropy(fake, 1),
);

/** 1/2 (D - y)^2 of each logit. */
const halfSquare = (logits: tf.Tensor, label: number) =>
  tf.tidy(() => logits.sub(label).square().mul(0.5));

/**
 * The least-squares game (LSGAN; Mao et al. 2017, eq. 9) with the labels $a = 0$ for generated,
 * $b = c = 1$ for real:
 * $L_D = \frac{1}{2} \mathbb{E}_x[(D(x) - 1)^2] + \frac{1}{2} \mathbb{E}_z[D(G(z))^2]$,
 * $L_G = \frac{1}{2} \mathbb{E}_z[(D(G(z)) - 1)^2]$,
 * where $D$ is the logit itself, without a sigmoid.
 *
 * A sample on the right side of the decision still pays for its distance to the label, so that the
 * gradient does not vanish there. The factor 1/2 makes the derivative in a logit $D - y$ rather than
 * twice that: it changes the size of the loss (and the effect of a regularizer's weight beside it),
 * not where its minimum is, and Adam is almost insensitive to it.
 */
export const leastSquares = labeledGanLoss("least squares", "score", halfSquare, (fake) =>
  halfSquare(fake, 1),
);

/**
 * The Wasserstein game (WGAN; Arjovsky, Chintala and Bottou 2017):
 * $L_D = \mathbb{E}_z[D(G(z))] - \mathbb{E}_x[D(x)]$, $L_G = -\mathbb{E}_z[D(G(z))]$,
 * where $D$, the *critic*, is the logit itself.
 *
 * If the norm of the critic's gradient is at most 1 everywhere (it is *1-Lipschitz*), the least $L_D$
 * is minus the earth mover's distance between real and generated images, so that $-L_D$ tells how
 * training goes. Nothing in the loss bounds the gradient: without a gradient penalty, spectral
 * normalization or weight clipping the critic only grows.
 */
export const wasserstein = ganLoss("wasserstein", "score", {
  discriminator: (real, fake) => ({ real: real.neg(), fake: fake.clone() }),
  generator: (fake) => ({ fake: fake.neg() }),
});

/**
 * The hinge game (Lim and Ye 2017; Miyato et al. 2018, eq. 16 and 17):
 * $L_D = \mathbb{E}_x[\max(0, 1 - D(x))] + \mathbb{E}_z[\max(0, 1 + D(G(z)))]$,
 * $L_G = -\mathbb{E}_z[D(G(z))]$, where $D$ is the logit itself.
 *
 * Real images should score above 1 and generated ones below -1; the discriminator has nothing more
 * to learn from an image that does. The usual partner of spectral normalization.
 */
export const hinge = ganLoss("hinge", "score", {
  discriminator: (real, fake) => ({
    real: tf.relu(tf.sub(1, real)),
    fake: tf.relu(tf.add(1, fake)),
  }),
  generator: (fake) => ({ fake: fake.neg() }),
});
