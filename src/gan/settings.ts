import {
  aFunction,
  aList,
  aNumber,
  anObject,
  checkArgument,
  checkOptions,
  either,
  oneOf,
} from "../base/arguments.js";
import { regularizerList } from "../adversarial/regularizers/regularizer.js";
import type { AdversarialTerm } from "../adversarial/index.js";
import { anAugmentation, type Augmentation } from "../augmentation/augmentation.js";
import { aGanLoss, nonSaturating } from "../losses/adversarial.js";
import { checkDecay, checkNotNegative, checkPositiveInteger } from "../base/errors.js";
import { checkSeed } from "../tensor/random/index.js";
import type { LoopOptions } from "../training/options.js";
import { aLearningRate, type Schedule } from "../training/schedules.js";
import type { TrainGanOptions } from "./options.js";

/** The options that change what a step does, each with a value. */
export type GanSettings = Required<Omit<TrainGanOptions, keyof LoopOptions | "augmentation">> & {
  readonly augmentation: Augmentation | undefined;
};

/**
 * Fills in the defaults.
 *
 * @param seed the model's
 * @throws RangeError when a number is out of its range
 */
export function ganSettings(options: TrainGanOptions, seed: number): GanSettings {
  checkOptions("trainGan", options, {
    ...{ loss: aGanLoss, regularizers: regularizerList, augmentation: anAugmentation },
    ...{ terms: aTermList, precision: oneOf("float32", "bfloat16"), batch: aNumber(64) },
    ...{ optimizer: either(oneOf("adam", "rmsProp"), aFunction("() => adam()")) },
  });
  const { discriminatorSteps = 1 } = options;
  return {
    batch: options.batch ?? 64,
    loss: options.loss ?? nonSaturating,
    regularizers: options.regularizers ?? [],
    augmentation: options.augmentation,
    terms: (options.terms ?? []).map(checkTerm),
    featureMatching: checkNotNegative("featureMatching", options.featureMatching ?? 0),
    classification: checkNotNegative("classification", options.classification ?? 1),
    discriminatorSteps: checkPositiveInteger("discriminatorSteps", discriminatorSteps, 5),
    generatorLearningRate: checkRate("generatorLearningRate", options.generatorLearningRate),
    discriminatorLearningRate: checkRate(
      "discriminatorLearningRate",
      options.discriminatorLearningRate,
    ),
    beta1: checkDecay("beta1", options.beta1 ?? 0.5),
    beta2: checkDecay("beta2", options.beta2 ?? 0.999),
    optimizer: options.optimizer ?? "adam",
    emaDecay: checkDecay("emaDecay", options.emaDecay ?? 0.999),
    precision: options.precision ?? "float32",
    seed: checkSeed(options.seed ?? seed),
  };
}

const aTermList = aList(
  "a list of terms",
  "[mutualInformation(prior)]",
  anObject("a term", "mutualInformation(prior)", "name", "phases", "value"),
);

function checkTerm(term: AdversarialTerm): AdversarialTerm {
  checkNotNegative(`The weight of ${term.name}`, term.weight ?? 1);
  return term;
}

/** The rates of a schedule are known only step by step. */
function checkRate(name: string, rate: number | Schedule = 2e-4): number | Schedule {
  checkArgument(name, rate, aLearningRate);
  return typeof rate === "number" ? checkNotNegative(name, rate, 0.0002) : rate;
}
