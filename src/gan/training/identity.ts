import type { Dataset } from "../../data/dataset.js";
import type { ImageShape } from "../../tensor/shape.js";
import type { RunIdentity } from "../../training/checkpoints/index.js";
import { describeRate } from "../../training/schedules.js";
import type { Gan } from "../gan.js";
import type { TrainGanOptions } from "./options.js";

/** All that makes a training of a GAN what it is: a checkpoint of another one is refused. */
export function identityOf(
  model: Gan<ImageShape, number, number>,
  dataset: Dataset,
  options: TrainGanOptions,
): RunIdentity {
  const { generatorRate = 2e-4, discriminatorRate = 2e-4 } = options;
  return {
    model: String(model),
    seed: options.seed ?? model.seed,
    data: { name: dataset.name, size: dataset.size, checksum: dataset.checksum() },
    batch: options.batch ?? 64,
    loss: options.loss?.name ?? "non-saturating",
    regularizers: (options.regularizers ?? []).map(({ name, every, settings = {} }) => ({
      ...{ name, every, settings },
    })),
    augmentation: options.augmentation
      ? { name: options.augmentation.name, settings: options.augmentation.settings ?? {} }
      : null,
    featureMatching: options.featureMatching ?? 0,
    classification: options.classification ?? 1,
    discriminatorSteps: options.discriminatorSteps ?? 1,
    generatorRate: describeRate(generatorRate),
    discriminatorRate: describeRate(discriminatorRate),
    beta1: options.beta1 ?? 0.5,
    beta2: options.beta2 ?? 0.999,
    averageDecay: options.averageDecay ?? 0.999,
    precision: options.precision ?? "float32",
  };
}
