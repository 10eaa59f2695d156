import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../../tensor/random/index.js";
import { trainableVariables } from "../../tensor/variables.js";
import { classificationLoss } from "../../losses/index.js";
import type { Regularizer } from "../../adversarial/regularizers/index.js";
import { drawLatents, gradientNorm, meanOutput, relativeSpread } from "./figures.js";
import type { Batch, Game, Update } from "./game.js";
import { augmented, generate, mixesBatch } from "./verdict.js";
import type { DiscriminatorOutput } from "./discriminator-output.js";

/** What {@link discriminatorPhase} measures, in this order. */
export const DISCRIMINATOR_FIGURES = [
  "discriminator loss",
  "D(x)",
  "D(G(z))",
  "gradient norm of D",
  "spread of samples",
] as const;

/**
 * One update of the discriminator: real images against images of the generator as it stands.
 *
 * The generator is run outside the gradient's scope, so that nothing flows back into it. Where the
 * model has classes, the generated images are of the classes of the real ones, so that the classes
 * alone tell nothing.
 *
 * @param regularizers those that are due in this update
 * @returns the figures, [5], the loss without the regularizers' part
 */
export function discriminatorPhase(
  game: Game,
  batch: Batch,
  update: Update,
  regularizers: readonly Regularizer[],
): tf.Tensor1D {
  const { model, loss } = game;
  const { network } = model.discriminator;
  return tf.tidy(() => {
    const latents = drawLatents(game, batch.images.shape[0], update.draw); // [n, latent]
    const samples = generate(model.generator, latents, batch.classes); // [n, h, w, c]
    const real = augmented(game, batch.images, "real images", update);
    const fake = augmented(game, samples, "samples", update);

    let told!: tf.Tensor1D; // [3]
    const variables = trainableVariables(network);
    const { grads } = tf.variableGrads(() => {
      const [onReal, onFake] = judgeBoth(game, real, fake, batch.classes);
      const adversarial = loss.discriminator(onReal.logits, onFake.logits);
      const means = [onReal, onFake].map(({ logits }) => meanOutput(loss, logits));
      told = tf.keep(tf.stack([adversarial, ...means]) as tf.Tensor1D);
      const classification = [onReal, onFake].map(({ classLogits }) =>
        classLogits
          ? classificationLoss(classLogits, batch.classes!).mul<tf.Scalar>(game.classification)
          : tf.scalar(0),
      );
      const judge = (images: tf.Tensor4D) => game.judge(images, batch.classes).logits;
      const seed = deriveSeed(game.seed, "regularizers");
      const penalties = regularizers.map(({ penalty, every }) =>
        penalty({ discriminator: judge, real, fake, seed, step: update.draw }).mul<tf.Scalar>(
          every,
        ),
      );
      return tf.addN([adversarial, ...classification, ...penalties]) as tf.Scalar;
    }, variables);
    update.optimizer.applyGradients(grads, update.rate);

    const rest = tf.stack([gradientNorm(grads), relativeSpread(samples, batch.images)]);
    const figures = tf.concat([told, rest as tf.Tensor1D]);
    told.dispose();
    return figures;
  });
}

/** The verdicts on both halves of the game. */
function judgeBoth(
  { model, judge }: Game,
  real: tf.Tensor4D,
  fake: tf.Tensor4D,
  classes: tf.Tensor2D | undefined,
): [DiscriminatorOutput, DiscriminatorOutput] {
  const { network } = model.discriminator;
  if (mixesBatch(network)) return [judge(real, classes), judge(fake, classes)];
  // One pass over both halves is faster than two, and the same where no layer mixes the batch.
  const both = judge(tf.concat([real, fake]), classes && tf.concat([classes, classes])); // [2n, …]
  const halves = (tensor: tf.Tensor2D) => tf.split(tensor, 2) as [tf.Tensor2D, tf.Tensor2D];
  const logits = halves(both.logits);
  const classLogits = both.classLogits && halves(both.classLogits);
  const half = (at: 0 | 1): DiscriminatorOutput => ({
    logits: logits[at],
    ...(classLogits && { classLogits: classLogits[at] }),
  });
  return [half(0), half(1)];
}
