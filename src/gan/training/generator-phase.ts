import * as tf from "@tensorflow/tfjs";
import { trainableVariables } from "../../tensor/variables.js";
import { classificationLoss, featureMatching } from "../../losses/index.js";
import { drawLatents, gradientNorm } from "./figures.js";
import type { Batch, Game, Update } from "./game.js";
import { augmented, generate } from "./verdict.js";

/** What {@link generatorPhase} measures, in this order. */
export const GENERATOR_FIGURES = ["generator loss", "gradient norm of G"] as const;

/**
 * One update of the generator against the discriminator as it stands, whose variables are not
 * among those that the gradient is taken in.
 *
 * @param batch its classes are those to draw; its images are looked at only by what compares with
 *   real ones
 * @returns the figures, [2], the loss without feature matching and classification
 */
export function generatorPhase(game: Game, batch: Batch, update: Update): tf.Tensor1D {
  const { model, loss, judge } = game;
  return tf.tidy(() => {
    const latents = drawLatents(game, batch.images.shape[0], update.draw); // [n, latent]
    const comparesWithReal = loss.relativistic || game.featureMatching > 0;
    const onReal = comparesWithReal
      ? judge(augmented(game, batch.images, "real images", update), batch.classes)
      : undefined;

    let adversarial!: tf.Scalar;
    const { grads } = tf.variableGrads(() => {
      const samples = generate(model.generator, latents, batch.classes); // [n, h, w, c]
      const onFake = judge(augmented(game, samples, "samples", update), batch.classes);
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
