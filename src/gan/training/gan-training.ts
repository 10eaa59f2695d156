import * as tf from "@tensorflow/tfjs";
import { batches } from "../../data/batches.js";
import type { Dataset } from "../../data/dataset.js";
import { adam, type Adam } from "../../tensor/adam.js";
import { deriveSeed } from "../../tensor/random/index.js";
import type { ImageShape } from "../../tensor/shape.js";
import type { RunIdentity } from "../../training/checkpoints/index.js";
import { adversarialDetectors, type Detector } from "../../training/doctor/index.js";
import { learningRateAt, type Schedule } from "../../training/schedules.js";
import { trainingState, type TrainingState } from "../../training/state.js";
import type { TrainingRun, StepContext } from "../../training/step.js";
import { oneHot } from "../../data/one-hot.js";
import type { Gan } from "../gan.js";
import { unsoundCombinations } from "../../adversarial/regularizers/index.js";
import { DISCRIMINATOR_FIGURES } from "./discriminator-phase.js";
import type { Batch, Game } from "./game.js";
import { GENERATOR_FIGURES } from "./generator-phase.js";
import { identityOf } from "./identity.js";
import type { TrainGanOptions } from "./options.js";
import { settingsOf } from "./settings.js";
import { Updates } from "./updates.js";
import { judgeOf } from "./verdict.js";

/**
 * The figures of a GAN's training step. `D(x)` and `D(G(z))` are what the discriminator makes of
 * real and of generated images: mean probabilities of "real", or mean scores where the loss knows
 * no probability. The discriminator's figures are those of the step's last update of it; the losses
 * are the game's own, without regularizers, classification and feature matching.
 */
export type GanMetric = "discriminator loss" | "generator loss" | "D(x)" | "D(G(z))";

/** Figures that tell how healthy a training is. */
export type GanDiagnostic = "gradient norm of D" | "gradient norm of G" | "spread of samples";

type Figure = GanMetric | GanDiagnostic;

/** A training of a GAN, as the loop runs it. */
export class GanTraining implements TrainingRun<GanMetric> {
  readonly state: TrainingState;
  readonly identity: RunIdentity;
  readonly detectors: readonly Detector[];
  readonly warnings: readonly string[];
  readonly #game: Game;
  readonly #dataset: Dataset;
  readonly #batchOf: (index: number) => Uint32Array;
  readonly #updates: Updates;
  readonly #optimizers: { readonly discriminator: Adam; readonly generator: Adam };
  readonly #rates: { readonly discriminator: Rate; readonly generator: Rate };
  readonly #discriminatorSteps: number;

  constructor(model: Gan<ImageShape, number, number>, dataset: Dataset, options: TrainGanOptions) {
    const settings = settingsOf(options, model.seed);
    const { batch, loss, regularizers, augmentation, featureMatching, classification } = settings;
    const { discriminatorSteps, generatorLearningRate, discriminatorLearningRate, beta1, beta2 } =
      settings;
    const { emaDecay, precision, seed } = settings;
    this.#discriminatorSteps = discriminatorSteps;
    this.#batchOf = batches(dataset.size, { batch, seed: deriveSeed(seed, "data") });
    this.#dataset = dataset;
    this.#rates = { discriminator: discriminatorLearningRate, generator: generatorLearningRate };
    const judge = judgeOf(model.discriminator, { features: featureMatching > 0 });
    this.#game = { model, loss, judge, augmentation, featureMatching, classification, seed };
    const [discriminatorAdam, generatorAdam] = [
      adam({ learningRate: learningRateAt(discriminatorLearningRate, 1), beta1, beta2 }),
      adam({ learningRate: learningRateAt(generatorLearningRate, 1), beta1, beta2 }),
    ];
    this.#optimizers = { discriminator: discriminatorAdam, generator: generatorAdam };
    this.#updates = new Updates(this.#game, {
      ...{ discriminatorAdam, generatorAdam, regularizers, emaDecay, precision },
    });
    const [generator, ema, discriminator] = [
      model.generator.network,
      model.ema.network,
      model.discriminator.network,
    ];
    this.state = trainingState({ generator, ema, discriminator }, this.#optimizers);
    this.detectors = adversarialDetectors(loss.output);
    this.identity = identityOf(model, dataset, settings);
    this.warnings = unsoundCombinations(loss, regularizers, discriminator);
  }

  /**
   * Does a step: the discriminator's updates, then the generator's on the last batch. What it does
   * depends on its number, the variables and the seed alone.
   */
  runStep({ step, noiseIndex: draw, learningRateScale }: StepContext): {
    metrics: Record<GanMetric, number>;
    diagnostics: Record<GanDiagnostic, number>;
  } {
    const count = this.#discriminatorSteps;
    const rateOf = (rate: Rate) => learningRateAt(rate, step) * learningRateScale;
    return tf.tidy(() => {
      let batch!: Batch, figures!: tf.Tensor1D;
      for (let update = 0; update < count; update++) {
        batch = this.#batch((draw - 1) * count + update);
        figures = this.#updates.discriminator(
          (step - 1) * count + update + 1,
          { step, draw: drawOf(draw, update, count), rate: rateOf(this.#rates.discriminator) },
          batch,
        );
      }
      const generatorFigures = this.#updates.generator(
        { step, draw: drawOf(draw, count, count), rate: rateOf(this.#rates.generator) },
        batch,
      );
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

  release(): void {
    this.#updates.dispose();
    this.#optimizers.discriminator.dispose();
    this.#optimizers.generator.dispose();
  }
}

type Rate = number | Schedule;

/** Each update of a step draws by a number of its own, an int32. */
const drawOf = (draw: number, update: number, count: number) =>
  (draw * (count + 1) + update) % 2 ** 31;

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
    diagnostics: {
      "gradient norm of D": figures["gradient norm of D"],
      "gradient norm of G": figures["gradient norm of G"],
      "spread of samples": figures["spread of samples"],
    },
  };
}
