import type { Precision } from "../tensor/precision.js";
import type { OptimizerChoice } from "../training/optimizer-choice.js";
import type { LoopOptions } from "../training/options.js";
import type { Augmentation } from "../augmentation/index.js";
import type { GanLoss } from "../losses/index.js";
import type { Schedule } from "../training/schedules.js";
import type { AdversarialTerm, RegularizersFor } from "../adversarial/index.js";

/**
 * Options of `trainGan`.
 *
 * @typeParam Loss the loss's name, so that regularizers which do not go with it do not compile
 */
export interface TrainGanOptions<Loss extends string = string> extends LoopOptions {
  /** Images in a batch; default 64. */
  readonly batch?: number;
  /** The adversarial loss; default `nonSaturating`. */
  readonly loss?: GanLoss<Loss>;
  /** They keep the discriminator in bounds, for example `[r1({ gamma: 1 })]`; default none. */
  readonly regularizers?: RegularizersFor<Loss>;
  /** A model's own terms beside the adversarial loss; default none. */
  readonly terms?: readonly AdversarialTerm[];
  /** Changes all images before the discriminator sees them; default none. */
  readonly augmentation?: Augmentation;
  /**
   * Weight of feature matching in the generator's loss (Salimans et al. 2016); default 0, which is
   * without.
   */
  readonly featureMatching?: number;
  /**
   * Weight of the classification losses, for a discriminator with an auxiliary classifier (Odena,
   * Olah and Shlens 2017); default 1.
   */
  readonly classification?: number;
  /**
   * Updates of the discriminator, each with its own batch, for one of the generator; default 1. The
   * Wasserstein loss wants a critic near its optimum, usually by 5.
   */
  readonly discriminatorSteps?: number;
  /**
   * The optimizer of each network: `"adam"` (the default), `"rmsProp"` (Arjovsky, Chintala and Bottou
   * 2017), or a function that makes one.
   */
  readonly optimizer?: OptimizerChoice;
  /** The generator's learning rate, or its schedule; default 0.0002. */
  readonly generatorLearningRate?: number | Schedule;
  /**
   * The discriminator's learning rate, or its schedule; default 0.0002. A higher one than the
   * generator's is the two time-scale update rule (Heusel et al. 2017).
   */
  readonly discriminatorLearningRate?: number | Schedule;
  /** Adam's decay of the mean gradient, $\beta_1$; default 0.5 (Radford, Metz and Chintala 2016). */
  readonly beta1?: number;
  /** Adam's decay of the mean squared gradient, $\beta_2$; default 0.999. */
  readonly beta2?: number;
  /** Decay of the EMA generator, in [0, 1); default 0.999. */
  readonly emaDecay?: number;
  /** Precision of convolutions and matrix products; default `"float32"`. */
  readonly precision?: Precision;
  /** Fixes order of data and noise; default the model's seed. */
  readonly seed?: number;
}
