import * as tf from "@tensorflow/tfjs";
import type { Optimizer } from "../tensor/adam.js";
import { trainableVariables } from "../tensor/variables.js";
import type { Gan } from "./gan.js";
import type { GanLoss } from "./losses/index.js";
import { r1Penalty } from "./regularizers/index.js";

/** What a phase measured: scalars that the caller reads and disposes. */
export interface PhaseFigures {
  readonly loss: tf.Scalar;
  /** Mean probability of "real" that the discriminator gives to generated images. */
  readonly fake: tf.Scalar;
}

/** The discriminator's phase has seen real images, too. */
export interface DiscriminatorFigures extends PhaseFigures {
  /** Mean probability of "real" that the discriminator gives to real images. */
  readonly real: tf.Scalar;
}

const probability = (logits: tf.Tensor2D) => tf.sigmoid(logits).mean<tf.Scalar>();

/**
 * One update of the discriminator: real images against images of the generator as it stands.
 * The generator is run outside the gradient's scope, so that nothing flows back into it.
 *
 * @param images [n, height, width, channels] in [-1, 1]
 * @param latents [n, latent]
 * @param penalty weight of the R1 penalty in this update; 0 leaves it out
 */
export function discriminatorPhase(
  model: Gan,
  loss: GanLoss,
  optimizer: Optimizer,
  images: tf.Tensor4D,
  latents: tf.Tensor2D,
  penalty = 0,
): DiscriminatorFigures {
  const { network } = model.discriminator;
  return tf.tidy(() => {
    const fakes = model.generator.network.apply(latents) as tf.Tensor4D; // [n, h, w, c]
    let adversarial: tf.Scalar, real: tf.Scalar, fake: tf.Scalar;
    const { grads } = tf.variableGrads(() => {
      // One pass over both halves is faster than two, and the same: no layer mixes the batch.
      const logits = network.apply(tf.concat([images, fakes])) as tf.Tensor2D; // [2n, 1]
      const [realLogits, fakeLogits] = tf.split(logits, 2) as [tf.Tensor2D, tf.Tensor2D];
      real = tf.keep(probability(realLogits));
      fake = tf.keep(probability(fakeLogits));
      const total = loss.discriminator(realLogits, fakeLogits);
      adversarial = tf.keep(total.clone());
      return penalty === 0 ? total : total.add(r1Penalty(network, images).mul(penalty));
    }, trainableVariables(network));
    optimizer.applyGradients(grads);
    return { loss: adversarial!, real: real!, fake: fake! };
  });
}

/**
 * One update of the generator against the discriminator as it stands, whose variables are not
 * among those that the gradient is taken in.
 *
 * @param latents [n, latent], drawn anew for this phase
 */
export function generatorPhase(
  model: Gan,
  loss: GanLoss,
  optimizer: Optimizer,
  latents: tf.Tensor2D,
): PhaseFigures {
  const { network } = model.generator;
  return tf.tidy(() => {
    let fake: tf.Scalar;
    const { value, grads } = tf.variableGrads(() => {
      const images = network.apply(latents); // [n, h, w, c]
      const logits = model.discriminator.network.apply(images) as tf.Tensor2D; // [n, 1]
      fake = tf.keep(probability(logits));
      return loss.generator(logits);
    }, trainableVariables(network));
    optimizer.applyGradients(grads);
    return { loss: value, fake: fake! };
  });
}
