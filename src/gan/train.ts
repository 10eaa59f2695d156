import { anObject, checkArgument } from "../base/arguments.js";
import { ownState } from "../adversarial/terms.js";
import { adversarialDetectors, unsoundCombinations } from "../adversarial/index.js";
import { anImageSet, type ImageSet } from "../data/image-set.js";
import { labeledBatches, type LabeledBatch } from "../data/labeled-batches.js";
import { checkNotDisposed } from "../models/generator.js";
import type { NoInfer } from "../tensor/no-infer.js";
import type { ImageShape } from "../tensor/shape.js";
import { trainingLoop } from "../training/loop.js";
import { describeSettings, phasedRun } from "../training/phases/index.js";
import type { TrainingRun, TrainingStep } from "../training/step.js";
import type { Gan } from "./gan.js";
import type { TrainGanOptions } from "./options.js";
import { ganPhases, type AnyGan, type GanMetric } from "./phases.js";
import { ganSettings } from "./settings.js";

/**
 * Data for a GAN, in memory or streamed from a disk: images of its shape and, for a conditional model,
 * with the same number of classes.
 */
export type TrainingData<Image extends ImageShape, Classes extends number> = Classes extends 0
  ? ImageSet<Image>
  : ImageSet<Image, NoInfer<Classes>>;

const aGan = anObject("a Gan", "dcgan({ image: [28, 28, 1], latent: 64 })", "generator", "discriminator", "ema"); // prettier-ignore

/**
 * Trains a GAN: in each step one or more updates of the discriminator and one of the generator, each
 * with its own optimizer and with fresh noise (Goodfellow et al. 2014, algorithm 1).
 *
 * Leaving the loop early, by `break` or by an aborted signal, keeps what the model has learned. A
 * later call trains the model further with new optimizers; with `checkpoints` it resumes the run
 * itself, bit for bit on one machine.
 *
 * ```ts
 * const model = dcgan({ image: [28, 28, 1], latent: 64, seed: 7 });
 * const chart = lossChart();
 * for await (const step of trainGan(model, await mnist(), {
 *   steps: 2000,
 *   regularizers: [r1({ gamma: 1 })],
 * })) {
 *   chart.add(step);
 * }
 * ```
 *
 * Unsound combinations of loss, regularizers and discriminator are reported once with
 * `console.warn`.
 *
 * @param dataset images of the model's shape, in memory or streamed; for a conditional model, with
 *   the same number of classes
 * @throws RangeError when steps, batch size or discriminator steps are not positive integers, the
 *   batch exceeds the data set, or a learning rate, a weight or a decay is out of its range
 * @throws Error when the data set's images are not of the model's shape, its number of classes is not
 *   the model's, features are to be matched and the discriminator has no layer of that name, or the
 *   model was disposed
 * @throws Error when another training of the model has not ended, when another run uses the folder of
 *   the checkpoints, or when it holds those of another run
 * @throws Error when an image that is read from a disk during training is missing or has changed
 * @throws TrainingStopped after the step during which the signal was aborted
 */
export function trainGan<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number,
  Loss extends string = "non-saturating",
>(
  model: Gan<Image, Latent, Classes>,
  dataset: TrainingData<Image, Classes>,
  options: TrainGanOptions<Loss>,
): AsyncGenerator<TrainingStep<GanMetric>, void, undefined> {
  return trainingLoop(options, ganRun(model, dataset, options));
}

/**
 * The same training for `trainingLoop` and `forecast`:
 * `await forecast(options, ganRun(model, dataset, options))` tells how long it will take.
 *
 * @throws as {@link trainGan}
 */
export function ganRun<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number,
  Loss extends string = "non-saturating",
>(
  model: Gan<Image, Latent, Classes>,
  dataset: TrainingData<Image, Classes>,
  options: TrainGanOptions<Loss>,
): TrainingRun<GanMetric> {
  checkArgument("model", model, aGan);
  checkArgument("dataset", dataset, anImageSet);
  const gan = model as unknown as AnyGan;
  checkNotDisposed(gan.generator.network);
  const settings = ganSettings(options as unknown as TrainGanOptions, gan.seed);
  const { seed, precision, loss, regularizers, augmentation } = settings;
  const { discriminator, generator } = ganPhases(gan, settings);
  return phasedRun<LabeledBatch, GanMetric>({
    phases: [discriminator, generator],
    batch: labeledBatches(gan, dataset, settings),
    networks: {
      generator: gan.generator.network,
      ema: gan.ema.network,
      discriminator: gan.discriminator.network,
    },
    variables: ownState([...regularizers, ...(augmentation ? [augmentation] : [])]),
    identity: {
      model: String(model),
      data: { name: dataset.name, size: dataset.size, checksum: dataset.checksum() },
      ...describeSettings(settings),
    },
    ...{ seed, precision },
    detectors: adversarialDetectors(loss.output),
    warnings: unsoundCombinations(loss, regularizers, gan.discriminator.network),
  });
}
