import * as tf from "@tensorflow/tfjs";
import { crossEntropyOfBoth } from "../binary-cross-entropy.js";
import { hingeOfBoth } from "./hinge.js";
import type { GanLoss } from "./loss.js";

/**
 * A game about how much more real an image is than the other kind is on average
 * (Jolicoeur-Martineau 2019): each logit is measured from the mean logit of the other
 * kind, and the generator plays the discriminator's game with the two kinds exchanged.
 */
function relative<Name extends string>(
  name: Name,
  ofBoth: (real: tf.Tensor2D, fake: tf.Tensor2D) => tf.Scalar,
): GanLoss<Name> {
  const game = (real: tf.Tensor2D, fake: tf.Tensor2D) =>
    tf.tidy(() => ofBoth(real.sub(fake.mean()), fake.sub(real.mean())));
  return {
    name,
    output: "score",
    relativistic: true,
    discriminator: game,
    generator(fake, real) {
      if (real) return game(fake, real);
      throw new TypeError(
        `The generator's loss of ${name} is expected to get the logits of real images, too, but ` +
          "got those of generated ones only; call generator(fake, real).",
      );
    },
  };
}

/**
 * The relativistic average game (RaSGAN; Jolicoeur-Martineau 2019). With
 * $\tilde{D}(x) = \sigma(C(x) - \mathbb{E}_z C(G(z)))$ for real and
 * $\tilde{D}(G(z)) = \sigma(C(G(z)) - \mathbb{E}_x C(x))$ for generated images, $C$ the logit:
 * $L_D = -\mathbb{E}_x[\log \tilde{D}(x)] - \mathbb{E}_z[\log(1 - \tilde{D}(G(z)))]$,
 * $L_G = -\mathbb{E}_z[\log \tilde{D}(G(z))] - \mathbb{E}_x[\log(1 - \tilde{D}(x))]$.
 *
 * What makes samples look more real should make real images look less so; here the generator's loss
 * knows it.
 */
export const relativisticAverage = relative("relativistic average", crossEntropyOfBoth);

/**
 * The relativistic average of the hinge game (RaHingeGAN; Jolicoeur-Martineau 2019), with
 * $r = C(x) - \mathbb{E}_z C(G(z))$ and $f = C(G(z)) - \mathbb{E}_x C(x)$:
 * $L_D = \mathbb{E}_x[\max(0, 1 - r)] + \mathbb{E}_z[\max(0, 1 + f)]$,
 * $L_G = \mathbb{E}_z[\max(0, 1 - f)] + \mathbb{E}_x[\max(0, 1 + r)]$.
 */
export const relativisticAverageHinge = relative("relativistic average hinge", hingeOfBoth);

/**
 * The relativistic average of the least-squares game (RaLSGAN; Jolicoeur-Martineau 2019), with
 * $r = C(x) - \mathbb{E}_z C(G(z))$ and $f = C(G(z)) - \mathbb{E}_x C(x)$:
 * $L_D = \mathbb{E}_x[(r - 1)^2] + \mathbb{E}_z[(f + 1)^2]$,
 * $L_G = \mathbb{E}_z[(f - 1)^2] + \mathbb{E}_x[(r + 1)^2]$.
 *
 * The labels are 1 and -1, not 1 and 0: the means of $r$ and $f$ are opposite.
 */
export const relativisticAverageLeastSquares = relative(
  "relativistic average least squares",
  (real, fake) =>
    tf.tidy(() => {
      const missedByReal = real.sub(1).square().mean<tf.Scalar>();
      return missedByReal.add<tf.Scalar>(fake.add(1).square().mean<tf.Scalar>());
    }),
);
