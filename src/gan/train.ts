import * as tf from "@tensorflow/tfjs";
import { batches } from "../data/batches.js";
import type { Dataset } from "../data/dataset.js";
import { adam } from "../tensor/adam.js";
import { capture } from "../tensor/capture/index.js";
import { deriveSeed, randomNormal } from "../tensor/random/index.js";
import { formatShape, type ImageShape } from "../tensor/shape.js";
import { trainableVariables } from "../tensor/variables.js";
import { updateAverages } from "../training/average.js";
import { trainingLoop, type LoopOptions, type TrainingStep } from "../training/loop.js";
import type { Gan } from "./gan.js";
import { nonSaturating, type GanLoss } from "./losses/index.js";
import { discriminatorPhase, generatorPhase } from "./phases.js";

/** The figures of a GAN's training step. `D(x)` and `D(G(z))` are mean probabilities of "real". */
export type GanMetric = "discriminator loss" | "generator loss" | "D(x)" | "D(G(z))";

/** Options of {@link trainGan}. */
export interface TrainGanOptions extends LoopOptions {
  /** Images in a batch; default 64. */
  readonly batch?: number;
  /** The game that is played; default {@link nonSaturating}. */
  readonly loss?: GanLoss;
  /** Learning rate of the generator's Adam; default 0.0002. */
  readonly generatorRate?: number;
  /** Learning rate of the discriminator's Adam; default 0.0002. */
  readonly discriminatorRate?: number;
  /** Adam's decay of the mean gradient, $\beta_1$; default 0.5 (Radford, Metz and Chintala 2016). */
  readonly beta1?: number;
  /** Weight $\gamma$ of the R1 regularizer, see {@link r1Penalty}; default 0, which is without. */
  readonly r1?: number;
  /**
   * The penalty is computed in every step of this number only, and weighs as much more then ("lazy
   * regularization", Karras et al. 2020); default 4.
   */
  readonly r1Every?: number;
  /** Decay of the averaged generator, in [0, 1); default 0.999. */
  readonly averageDecay?: number;
  /** Fixes order of data and noise; default the model's seed. */
  readonly seed?: number;
}

/**
 * Trains a GAN, one discriminator update and one generator update a step, each with an Adam of its
 * own and with fresh noise (Goodfellow et al. 2014, algorithm 1; Kingma and Ba 2015).
 *
 * Leaving the loop early, by `break` or by an aborted signal, keeps what the model has learned.
 * A later call goes on with the model's weights and with new optimizers.
 *
 * @throws RangeError when steps or batch size are not positive integers or exceed the data set
 * @throws Error when the data set's images are not of the model's shape
 * @throws TrainingStopped after the step during which the signal was aborted
 */
export function trainGan<Image extends ImageShape, Latent extends number>(
  model: Gan<Image, Latent>,
  dataset: Dataset<Image>,
  options: TrainGanOptions,
): AsyncGenerator<TrainingStep<GanMetric>, void, undefined> {
  const { batch = 64, loss = nonSaturating, beta1 = 0.5, averageDecay = 0.999 } = options;
  const { r1 = 0, r1Every = 4 } = options;
  const { generatorRate = 2e-4, discriminatorRate = 2e-4, seed = model.seed } = options;
  if (formatShape(model.image) !== formatShape(dataset.image)) {
    throw new Error(
      `The model is expected to get images of ${formatShape(model.image)} but ${dataset.name} has ` +
        `${formatShape(dataset.image)}; build the model with image: [${dataset.image.join(", ")}].`,
    );
  }
  const batchOf = batches(dataset.size, { batch, seed: deriveSeed(seed, "data") });
  const latentSeed = deriveSeed(seed, "training latents");
  const latents = (draw: tf.Scalar) =>
    randomNormal<tf.Rank.R2>([batch, model.latent], { seed: latentSeed, step: draw });
  const discriminatorAdam = adam({ rate: discriminatorRate, beta1 });
  const generatorAdam = adam({ rate: generatorRate, beta1 });
  const averages = trainableVariables(model.averaged.network);
  const weights = trainableVariables(model.generator.network);
  const game = model as unknown as Gan;

  /** A whole step: [discriminator loss, generator loss, D(x), D(G(z))] for a batch of images. */
  const stepWith = (penalty: number) =>
    capture((images: tf.Tensor4D, step: tf.Scalar) => {
      const draw = step.mul<tf.Scalar>(2);
      const z = latents(draw); // [batch, latent]
      const d = discriminatorPhase(game, loss, discriminatorAdam, images, z, penalty);
      const g = generatorPhase(game, loss, generatorAdam, latents(draw.add(1)));
      updateAverages(averages, weights, step, averageDecay);
      const figures = tf.stack([d.loss, g.loss, d.real, d.fake]);
      tf.dispose([d, g] as unknown as tf.TensorContainer);
      return figures;
    });
  const plain = stepWith(0);
  const regularized = stepWith((r1 / 2) * r1Every);

  const runStep = (step: number): Record<GanMetric, number> =>
    tf.tidy(() => {
      const images = dataset.images(batchOf(step - 1)); // [batch, h, w, c]
      const run = r1 > 0 && step % r1Every === 0 ? regularized : plain;
      // One tensor, so that the figures are fetched in one go.
      const [dLoss, gLoss, real, fake] = run(images, step).dataSync() as unknown as Figures;
      return {
        "discriminator loss": dLoss,
        "generator loss": gLoss,
        "D(x)": real,
        "D(G(z))": fake,
      };
    });

  return trainingLoop(options, runStep, () => {
    for (const part of [plain, regularized, discriminatorAdam, generatorAdam]) part.dispose();
  });
}

type Figures = [number, number, number, number];
