import { anObject, checkArgument } from "../base/arguments.js";
import { adam } from "../tensor/adam.js";
import type { Optimizer } from "../tensor/optimizer.js";
import { rmsProp } from "../tensor/rms-prop.js";
import { learningRateAt, type Schedule } from "./schedules.js";

/**
 * An optimizer as an option of a training: its name, or a function that makes one, for example
 * `(learningRate) => sgd({ learningRate, momentum: 0.9 })`.
 */
export type OptimizerChoice = "adam" | "rmsProp" | ((learningRate: number) => Optimizer);

/** A new optimizer, with the learning rate of the first step; the decays are Adam's. */
export function optimizerFrom(
  choice: OptimizerChoice,
  learningRate: number | Schedule,
  decays: { readonly beta1: number; readonly beta2: number },
): Optimizer {
  const rate = learningRateAt(learningRate, 1);
  const anOptimizer = anObject("an optimizer", "(learningRate) => adam({ learningRate })", "name");
  if (typeof choice === "function")
    return checkArgument("The result of optimizer", choice(rate), anOptimizer);
  if (choice === "rmsProp") return rmsProp({ learningRate: rate });
  return adam({ learningRate: rate, beta1: decays.beta1, beta2: decays.beta2 });
}
