import type { Dataset } from "../../data/dataset.js";
import { formatShape, type ImageShape } from "../../tensor/shape.js";
import { trainingLoop } from "../../training/loop.js";
import type { TrainingRun, TrainingStep } from "../../training/step.js";
import type { NoInfer } from "../../tensor/no-infer.js";
import type { Gan } from "../gan.js";
import { GanTraining, type GanMetric } from "./gan-training.js";
import type { TrainGanOptions } from "./options.js";

/**
 * What a GAN learns from: images of its shape and, if it has classes, of as many.
 */
export type TrainingData<Image extends ImageShape, Classes extends number> = Classes extends 0
  ? Dataset<Image>
  : Dataset<Image, NoInfer<Classes>>;

/**
 * Trains a GAN: in each step one or more updates of the discriminator and one of the generator,
 * each with an Adam of its own and with fresh noise (Goodfellow et al. 2014, algorithm 1; Kingma and
 * Ba 2015).
 *
 * Leaving the loop early, by `break` or by an aborted signal, keeps what the model has learned.
 * A later call goes on with the model's weights and with new optimizers; with `checkpoints` it goes
 * on with the run itself, bit for bit on one machine.
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
 * What is unsound about a combination of loss, regularizers and discriminator is said by
 * `console.warn`, once.
 *
 * @param dataset images of the model's shape; for a model with classes, of as many classes
 * @throws RangeError when steps, batch size or discriminator steps are not positive integers, the
 *   batch exceeds the data set, or a rate, a weight or a decay is out of its range
 * @throws Error when the data set's images are not of the model's shape, its classes not as many, or
 *   features are to be matched and the discriminator has no layer of that name
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
 * The same training as `trainingLoop` and `forecast` take it:
 * `await forecast(options, ganRun(model, dataset, options))` says how long it will take.
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
  checkFit(model, dataset);
  return new GanTraining(model, dataset, options as unknown as TrainGanOptions);
}

type AnyGan = Gan<ImageShape, number, number>;

function checkFit(model: AnyGan, dataset: Dataset): void {
  if (formatShape(model.image) !== formatShape(dataset.image)) {
    throw new Error(
      `The model is expected to get images of ${formatShape(model.image)} but ${dataset.name} has ` +
        `${formatShape(dataset.image)}; build the model with image: [${dataset.image.join(", ")}].`,
    );
  }
  if (model.classes !== 0 && model.classes !== dataset.classes.length) {
    throw new Error(
      `The model is expected to be told one of its ${model.classes} classes but ${dataset.name} ` +
        `has ${dataset.classes.length}; build the model with classes: ${dataset.classes.length}.`,
    );
  }
}
