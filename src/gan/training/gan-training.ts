import * as tf from "@tensorflow/tfjs";
import { batches } from "../../data/batches.js";
import type { Dataset } from "../../data/dataset.js";
import { adam, type Adam } from "../../tensor/adam.js";
import { deriveSeed } from "../../tensor/random/index.js";
import { checkPositiveInteger, type ImageShape } from "../../tensor/shape.js";
import { oneHot } from "../conditioning.js";
import type { Gan } from "../gan.js";
import { nonSaturating } from "../losses/index.js";
import { DISCRIMINATOR_FIGURES } from "./discriminator-phase.js";
import type { Batch, Game } from "./game.js";
import { GENERATOR_FIGURES } from "./generator-phase.js";
import type { TrainGanOptions } from "./options.js";
import { Updates } from "./updates.js";
import { judgeOf } from "./verdict.js";

/**
 * The figures of a GAN's training step. `D(x)` and `D(G(z))` are what the discriminator makes of
 * real and of generated images: mean probabilities of "real", or mean scores where the loss knows
 * no probability.
 */
export type GanMetric = "discriminator loss" | "generator loss" | "D(x)" | "D(G(z))";

/** Figures that tell how healthy a training is. */
export type GanVitalSign = "gradient norm of D" | "gradient norm of G" | "spread of samples";

type Figure = GanMetric | GanVitalSign;

/** A training under way: what it holds beside the model, and its next step. */
export class GanTraining {
  readonly #game: Game;
  readonly #dataset: Dataset;
  readonly #batchOf: (index: number) => Uint32Array;
  readonly #updates: Updates;
  readonly #optimizers: { readonly discriminator: Adam; readonly generator: Adam };
  readonly #rates: { readonly discriminator: number; readonly generator: number };
  readonly #discriminatorSteps: number;
  readonly #schedule: (step: number, steps: number) => number;

  constructor(model: Gan<ImageShape, number, number>, dataset: Dataset, options: TrainGanOptions) {
    const { batch = 64, loss = nonSaturating, regularizers = [], augmentation } = options;
    const { featureMatching = 0, classification = 1, discriminatorSteps = 1 } = options;
    const { generatorRate = 2e-4, discriminatorRate = 2e-4, beta1 = 0.5, beta2 } = options;
    const { schedule = () => 1, averageDecay = 0.999, precision, seed = model.seed } = options;
    this.#dataset = dataset;
    this.#discriminatorSteps = checkPositiveInteger("discriminatorSteps", discriminatorSteps);
    this.#schedule = schedule;
    this.#rates = { discriminator: discriminatorRate, generator: generatorRate };
    this.#batchOf = batches(dataset.size, { batch, seed: deriveSeed(seed, "data") });
    this.#optimizers = {
      discriminator: adam({ rate: discriminatorRate, beta1, beta2 }),
      generator: adam({ rate: generatorRate, beta1, beta2 }),
    };
    const judge = judgeOf(model.discriminator, { features: featureMatching > 0 });
    this.#game = { model, loss, judge, augmentation, featureMatching, classification, seed };
    this.#updates = new Updates(this.#game, {
      discriminatorAdam: this.#optimizers.discriminator,
      generatorAdam: this.#optimizers.generator,
      regularizers,
      averageDecay,
      precision,
    });
  }

  /**
   * Does a step, from 1: the discriminator's updates, then the generator's, on the last batch.
   * What it does depends on its number, the variables and the seed alone.
   */
  step(
    step: number,
    steps: number,
  ): { metrics: Record<GanMetric, number>; vitalSigns: Record<GanVitalSign, number> } {
    const factor = this.#schedule(step, steps);
    const perStep = this.#discriminatorSteps;
    return tf.tidy(() => {
      let batch!: Batch, figures!: tf.Tensor1D;
      for (let update = 0; update < perStep; update++) {
        const number = (step - 1) * perStep + update; // of the discriminator's updates, from 0
        batch = this.#batch(number);
        const draw = step * (perStep + 1) + update;
        const rate = this.#rates.discriminator * factor;
        figures = this.#updates.discriminator(number + 1, { step, draw, rate }, batch);
      }
      const rate = this.#rates.generator * factor;
      const draw = step * (perStep + 1) + perStep;
      const generatorFigures = this.#updates.generator({ step, draw, rate }, batch);
      return sorted(
        Object.fromEntries([
          ...named(DISCRIMINATOR_FIGURES, figures),
          ...named(GENERATOR_FIGURES, generatorFigures),
        ]) as Record<Figure, number>,
      );
    });
  }

  #batch(number: number): Batch {
    const indices = this.#batchOf(number);
    const images = this.#dataset.images(indices); // [batch, h, w, c]
    const { classes } = this.#game.model;
    if (classes === 0) return { images };
    const labels = this.#dataset.labelsOf(indices);
    return { images, classes: oneHot(labels.length, labels, classes) };
  }

  dispose(): void {
    this.#updates.dispose();
    this.#optimizers.discriminator.dispose();
    this.#optimizers.generator.dispose();
  }
}

function named<Name extends string>(names: readonly Name[], figures: tf.Tensor1D) {
  const values = figures.dataSync();
  return names.map((name, index) => [name, values[index]!] as const);
}

/** The figures in the order in which charts and logs show them. */
function sorted(figures: Record<Figure, number>) {
  return {
    metrics: {
      "discriminator loss": figures["discriminator loss"],
      "generator loss": figures["generator loss"],
      "D(x)": figures["D(x)"],
      "D(G(z))": figures["D(G(z))"],
    },
    vitalSigns: {
      "gradient norm of D": figures["gradient norm of D"],
      "gradient norm of G": figures["gradient norm of G"],
      "spread of samples": figures["spread of samples"],
    },
  };
}
