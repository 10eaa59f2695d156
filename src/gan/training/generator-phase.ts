import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../../tensor/random/index.js";
import { trainableVariables } from "../../tensor/variables.js";
import { classificationLoss, featureMatching } from "../losses/index.js";
import { drawLatents, gradientNorm } from "./figures.js";
import type { Batch, Game, Update } from "./game.js";
import { generate } from "./verdict.js";

/** What {@link generatorPhase} measures, in this order. */
export const GENERATOR_FIGURES = ["generator loss", "gradient norm of G"] as const;

/**
 * One update of the generator against the discriminator as it stands, whose variables are not
 * among those that the gradient is taken in.
 *
 * @param batch its images are looked at only by losses that compare with real ones
 * @returns the figures, [2], the loss without feature matching and classification
 */
export function generatorPhase(game: Game, batch: Batch, update: Update): tf.Tensor1D {
  const { model, loss, judge, augmentation } = game;
  const { draw, step } = update;
  const augmented = (images: tf.Tensor4D, name: string) =>
    augmentation?.apply(images, { seed: deriveSeed(game.seed, name), step }) ?? images;

  return tf.tidy(() => {
    const latents = drawLatents(game, batch.images.shape[0], draw); // [n, latent]
    const comparesWithReal = loss.relativistic || game.featureMatching > 0;
    const onReal = comparesWithReal
      ? judge(augmented(batch.images, "augmentation of real images"), batch.classes)
      : undefined;

    let adversarial!: tf.Scalar;
    const { grads } = tf.variableGrads(() => {
      const samples = generate(model.generator, latents, batch.classes); // [n, h, w, c]
      const onFake = judge(augmented(samples, "augmentation of samples"), batch.classes);
      adversarial = tf.keep(loss.generator(onFake.logits, onReal?.logits));
      const terms: tf.Scalar[] = [adversarial];
      if (onFake.classLogits) {
        const classification = classificationLoss(onFake.classLogits, batch.classes!);
        terms.push(classification.mul(game.classification));
      }
      if (game.featureMatching > 0) {
        const matching = featureMatching(onReal!.features!, onFake.features!);
        terms.push(matching.mul(game.featureMatching));
      }
      return tf.addN(terms) as tf.Scalar;
    }, trainableVariables(model.generator.network));
    update.optimizer.applyGradients(grads, update.rate);
    const figures = tf.stack([adversarial, gradientNorm(grads)]) as tf.Tensor1D;
    adversarial.dispose();
    return figures;
  });
}
