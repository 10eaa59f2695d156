import type { LoopOptions } from "../../training/options.js";
import type { Schedule } from "../../training/schedules.js";
import { checkPositiveInteger } from "../../tensor/shape.js";
import { checkSeed } from "../../tensor/random/index.js";
import type { Augmentation } from "../../augmentation/index.js";
import { nonSaturating } from "../../losses/index.js";
import type { TrainGanOptions } from "./options.js";

/** The options that make a training of a GAN what it is, each with a value. */
export interface GanSettings extends Required<
  Omit<TrainGanOptions, keyof LoopOptions | "augmentation">
> {
  readonly augmentation: Augmentation | undefined;
}

/**
 * Fills in the defaults.
 *
 * @param seed the model's
 * @throws RangeError when a number makes no sense
 */
export function settingsOf(options: TrainGanOptions, seed: number): GanSettings {
  const {
    discriminatorSteps = 1,
    generatorLearningRate = 2e-4,
    discriminatorLearningRate = 2e-4,
  } = options;
  return {
    batch: options.batch ?? 64,
    loss: options.loss ?? nonSaturating,
    regularizers: options.regularizers ?? [],
    augmentation: options.augmentation,
    featureMatching: checkNotNegative("featureMatching", options.featureMatching ?? 0),
    classification: checkNotNegative("classification", options.classification ?? 1),
    discriminatorSteps: checkPositiveInteger("discriminatorSteps", discriminatorSteps),
    generatorLearningRate: checkRate("generatorLearningRate", generatorLearningRate),
    discriminatorLearningRate: checkRate("discriminatorLearningRate", discriminatorLearningRate),
    beta1: checkDecay("beta1", options.beta1 ?? 0.5),
    beta2: checkDecay("beta2", options.beta2 ?? 0.999),
    emaDecay: checkDecay("emaDecay", options.emaDecay ?? 0.999),
    precision: options.precision ?? "float32",
    seed: checkSeed(options.seed ?? seed),
  };
}

function checkNotNegative(name: string, value: number, example = 1): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new RangeError(
    `${name} is expected to be a finite number of at least 0 but is ${value}; ` +
      `pass for example ${example}.`,
  );
}

/** A schedule's rates are seen only as the run goes. */
function checkRate(name: string, rate: number | Schedule): number | Schedule {
  return typeof rate === "number" ? checkNotNegative(name, rate, 0.0002) : rate;
}

function checkDecay(name: string, decay: number): number {
  if (decay >= 0 && decay < 1) return decay;
  throw new RangeError(
    `${name} is expected to be at least 0 and below 1 but is ${decay}; pass for example 0.9.`,
  );
}
