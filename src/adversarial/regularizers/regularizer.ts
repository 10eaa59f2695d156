import { aList, aNumber, anObject, checkArgument } from "../../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger } from "../../tensor/shape.js";
import type { NoInfer } from "../../tensor/no-infer.js";
import type { Settings } from "../../tensor/settings.js";

/** The discriminator's logits [n, 1] as a function of images [n, h, w, c], labels already bound. */
export type DiscriminatorFn = (images: tf.Tensor4D) => tf.Tensor2D;

/** The inputs of a regularizer in a step of the discriminator. */
export interface RegularizerContext {
  readonly discriminator: DiscriminatorFn;
  /** Real images [n, h, w, c] as the discriminator sees them, which is after augmentation. */
  readonly real: tf.Tensor4D;
  /** Generated images [n, h, w, c] likewise, through which no gradient flows back. */
  readonly fake: tf.Tensor4D;
  /** With the step, the key of random numbers. */
  readonly seed: number;
  /** Different in each update of the discriminator, an int32. */
  readonly step: tf.Scalar;
}

/**
 * A term that is added to the discriminator's loss, or a change of its weights after each update.
 *
 * `Loss` lists the names of the losses that it can be combined with.
 */
export interface Regularizer<Loss extends string = string> {
  readonly name: string;
  /** Its numbers: with the name they tell one from another when a run is resumed. */
  readonly settings?: Settings;
  /** Its parts, if it is composed: their code takes part in the identity of a run, too. */
  readonly parts?: readonly object[];
  /**
   * The penalty is computed in every n-th step of the discriminator and weighs n times as much then
   * ("lazy regularization", Karras et al. 2020).
   */
  readonly every: number;
  /**
   * The quantity that it bounds: the discriminator's gradient in the image, by a penalty that treats
   * each image by itself, or its weights.
   */
  readonly bounds?: "slope" | "weights";
  /**
   * The weighted penalty (without the factor for `every`), differentiable in the discriminator's
   * weights.
   */
  penalty(context: RegularizerContext): tf.Scalar;
  /** Variables that it changes from update to update, by name; checkpoints hold them. */
  readonly state?: Readonly<Record<string, tf.Variable>>;
  /** Changes the discriminator's variables after each of its updates. */
  readonly afterUpdate?: (variables: readonly tf.Variable[]) => void;
  /** Only for the types: never there. */
  readonly forLoss?: (loss: Loss) => void;
}

/** A regularizer for whatever losses: what code takes that has no say in the choice. */
export type AnyRegularizer = Regularizer<never>;

/**
 * The regularizers that make sense with a loss, by its name: `weightClipping` is refused unless the
 * name is `"wasserstein"`. The name has to come from elsewhere, the loss, and is not inferred here.
 */
export type RegularizersFor<Loss extends string> = readonly Regularizer<NoInfer<Loss>>[];

/** How often a regularizer is computed. */
export interface LazyOptions {
  /** Computed in every n-th step of the discriminator, weighing n times as much; default 1. */
  readonly every?: number;
}

const aRegularizer = anObject("a regularizer", "r1()", "name", "every", "penalty");
export const regularizerList = aList("a list of regularizers", "[r1({ gamma: 1 })]", aRegularizer);

/** @throws RangeError unless `value` is a finite number of at least 0; `name` says what it is */
export function checkWeight(name: string, value: number): number {
  checkArgument(name, value, aNumber(10));
  if (Number.isFinite(value) && value >= 0) return value;
  throw new RangeError(
    `${name} is expected to be a finite number of at least 0 but is ${value}; pass for example 10.`,
  );
}

/** @throws RangeError unless `every` is a positive integer */
export function checkEvery({ every = 1 }: LazyOptions): number {
  return checkPositiveInteger("every", every, 8);
}
