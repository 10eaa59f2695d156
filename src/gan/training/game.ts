import type * as tf from "@tensorflow/tfjs";
import type { Adam } from "../../tensor/adam.js";
import type { ImageShape } from "../../tensor/shape.js";
import type { Augmentation } from "../../augmentation/index.js";
import type { Gan } from "../gan.js";
import type { GanLoss } from "../../losses/index.js";
import type { ConditionalDiscriminatorFn } from "./discriminator-output.js";

/** What both phases of a training step share: fixed for a run. */
export interface Game {
  readonly model: Gan<ImageShape, number, number>;
  readonly loss: GanLoss;
  /** The discriminator as a function. */
  readonly judge: ConditionalDiscriminatorFn;
  /** Changes images, real and generated alike, before the discriminator sees them. */
  readonly augmentation?: Augmentation;
  /** Weight of feature matching in the generator's loss; 0: none. */
  readonly featureMatching: number;
  /** Weight of the classification losses of a discriminator with an auxiliary classifier. */
  readonly classification: number;
  /** Fixes the noise. */
  readonly seed: number;
}

/** Real images and, where the model has classes, what they show. */
export interface Batch {
  /** [n, height, width, channels] in [-1, 1] */
  readonly images: tf.Tensor4D;
  /** One-hot, [n, classes]. */
  readonly classes?: tf.Tensor2D;
}

/** What an update needs beside the game and the batch. */
export interface Update {
  readonly optimizer: Adam;
  /** Step size of this update. */
  readonly rate: tf.Scalar;
  /** The training step, from 1. */
  readonly step: tf.Scalar;
  /** Keys the update's random numbers: every update of a run has its own. */
  readonly draw: tf.Scalar;
}
