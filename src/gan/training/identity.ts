import type { Dataset } from "../../data/dataset.js";
import type { ImageShape } from "../../tensor/shape.js";
import type { RunIdentity } from "../../training/checkpoints/index.js";
import { describeLearningRate } from "../../training/schedules.js";
import type { Gan } from "../gan.js";
import type { GanSettings } from "./settings.js";

/** All that makes a training of a GAN what it is: a checkpoint of another one is refused. */
export function identityOf(
  model: Gan<ImageShape, number, number>,
  dataset: Dataset,
  settings: GanSettings,
): RunIdentity {
  const { loss, regularizers, augmentation } = settings;
  return {
    model: String(model),
    seed: settings.seed,
    data: { name: dataset.name, size: dataset.size, checksum: dataset.checksum() },
    batch: settings.batch,
    loss: loss.name,
    lossSettings: loss.settings ?? null,
    regularizers: regularizers.map((regularizer) => ({
      name: regularizer.name,
      every: regularizer.every,
      settings: regularizer.settings ?? {},
    })),
    augmentation: augmentation
      ? {
          name: augmentation.name,
          settings: augmentation.settings ?? {},
        }
      : null,
    featureMatching: settings.featureMatching,
    classification: settings.classification,
    discriminatorSteps: settings.discriminatorSteps,
    generatorLearningRate: describeLearningRate(settings.generatorLearningRate),
    discriminatorLearningRate: describeLearningRate(settings.discriminatorLearningRate),
    beta1: settings.beta1,
    beta2: settings.beta2,
    emaDecay: settings.emaDecay,
    precision: settings.precision,
  };
}
