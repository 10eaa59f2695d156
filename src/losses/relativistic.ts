import * as tf from "@tensorflow/tfjs";
import { ganLoss, hinge, nonSaturating, type UnreducedGanLoss } from "./adversarial.js";

/** Losses of each logit, from the logits of real and of generated images. */
type Losses = (real: tf.Tensor, fake: tf.Tensor) => { real: tf.Tensor; fake: tf.Tensor };

/**
 * A game about how much more real an image is than the other kind is on average
 * (Jolicoeur-Martineau 2019): the mean logit of the other kind is subtracted from each logit, and the
 * generator plays the discriminator's game with the two kinds exchanged.
 */
function relativistic<Name extends string>(name: Name, losses: Losses): UnreducedGanLoss<Name> {
  const game: Losses = (real, fake) => losses(real.sub(fake.mean()), fake.sub(real.mean()));
  const loss = ganLoss(name, "score", {
    discriminator: game,
    generator(fake, real) {
      if (real) {
        const exchanged = game(fake, real);
        return { fake: exchanged.real, real: exchanged.fake };
      }
      throw new TypeError(
        `The generator's loss of ${name} is expected to get the logits of real images, too, but ` +
          "got those of generated ones only; call generator(fake, real).",
      );
    },
  });
  return { ...loss, relativistic: true };
}

/**
 * The relativistic average game (RaSGAN; Jolicoeur-Martineau 2019). With
 * $\tilde{D}(x) = \sigma(C(x) - \mathbb{E}_z C(G(z)))$ for real and
 * $\tilde{D}(G(z)) = \sigma(C(G(z)) - \mathbb{E}_x C(x))$ for generated images, $C$ the logit:
 * $L_D = -\mathbb{E}_x[\log \tilde{D}(x)] - \mathbb{E}_z[\log(1 - \tilde{D}(G(z)))]$,
 * $L_G = -\mathbb{E}_z[\log \tilde{D}(G(z))] - \mathbb{E}_x[\log(1 - \tilde{D}(x))]$.
 *
 * A change that makes samples look more real should make real images look less so; here the
 * generator's loss accounts for it.
 */
export const relativisticAverage = relativistic(
  "relativistic average",
  nonSaturating.unreduced.discriminator,
);

/**
 * The relativistic average of the hinge game (RaHingeGAN; Jolicoeur-Martineau 2019), with
 * $r = C(x) - \mathbb{E}_z C(G(z))$ and $f = C(G(z)) - \mathbb{E}_x C(x)$:
 * $L_D = \mathbb{E}_x[\max(0, 1 - r)] + \mathbb{E}_z[\max(0, 1 + f)]$,
 * $L_G = \mathbb{E}_z[\max(0, 1 - f)] + \mathbb{E}_x[\max(0, 1 + r)]$.
 */
export const relativisticAverageHinge = relativistic(
  "relativistic average hinge",
  hinge.unreduced.discriminator,
);

/**
 * The relativistic average of the least-squares game (RaLSGAN; Jolicoeur-Martineau 2019), with
 * $r = C(x) - \mathbb{E}_z C(G(z))$ and $f = C(G(z)) - \mathbb{E}_x C(x)$:
 * $L_D = \mathbb{E}_x[(r - 1)^2] + \mathbb{E}_z[(f + 1)^2]$,
 * $L_G = \mathbb{E}_z[(f - 1)^2] + \mathbb{E}_x[(r + 1)^2]$.
 *
 * The labels are 1 and -1, not 1 and 0: the means of $r$ and $f$ are opposite.
 */
export const relativisticAverageLeastSquares = relativistic(
  "relativistic average least squares",
  (real, fake) => ({ real: real.sub(1).square(), fake: fake.add(1).square() }),
);
