import type * as tf from "@tensorflow/tfjs";
import type { Settings } from "../../tensor/settings.js";

/**
 * The two losses of a game, as pure functions on logits [n, 1], what the discriminator returns.
 * Both are minimized, and both are means over the batch.
 *
 * The name is part of the type: some regularizers make sense with some losses only.
 */
export interface GanLoss<Name extends string = string> {
  readonly name: Name;
  /** Its numbers, if it has any: a run with others is another run. */
  readonly settings?: Settings;
  /**
   * How to read a logit: as log-odds, whose sigmoid is the probability of "real", or as a score
   * without a scale, higher for what looks more real.
   */
  readonly output: "probability" | "score";
  /** The generator's loss reads the logits of real images, too. */
  readonly relativistic?: true;
  /** $L_D$ from the logits of real and of generated images. */
  discriminator(real: tf.Tensor2D, fake: tf.Tensor2D): tf.Scalar;
  /** $L_G$ from the logits of generated images, and of real ones if it is relativistic. */
  generator(fake: tf.Tensor2D, real?: tf.Tensor2D): tf.Scalar;
}

/**
 * A loss whose discriminator learns labels: $L_D$ is the criterion of the real logits against label
 * 1 and of the generated ones against label 0.
 */
export interface LabelledGanLoss<Name extends string = string> extends GanLoss<Name> {
  /** The cost of logits [n, 1] where the discriminator should have said `label`, in [0, 1]. */
  criterion(logits: tf.Tensor2D, label: number): tf.Scalar;
}
