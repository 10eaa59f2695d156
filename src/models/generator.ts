import { anObject, checkArgument } from "../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import type { ImageShape } from "../tensor/shape.js";
import type { Prior } from "./prior.js";

/**
 * The generator $G$: latent vectors [n, latent] to images [n, height, width, channels] in [-1, 1].
 *
 * Image shape, latent size and number of classes are part of the type, so that networks which do
 * not fit each other do not compile.
 */
export interface Generator<
  Image extends ImageShape = ImageShape,
  Latent extends number = number,
  Classes extends number = 0,
> {
  readonly image: Image;
  readonly latent: Latent;
  /** Number of classes; 0 for an unconditional generator. */
  readonly classes: Classes;
  /** The distribution of its latent vectors; default `standardNormal(latent)`. */
  readonly prior?: Prior<Latent>;
  /**
   * From latent vectors [n, latent] to images. A conditional generator has two inputs: latent vectors
   * and one-hot classes, float32 [n, classes].
   */
  readonly network: tf.LayersModel;
}

/** @throws TypeError unless it is a generator */
export function checkGenerator<G>(generator: G): G {
  const kind = anObject("a generator", "dcganGenerator(options)", "image", "latent", "network");
  return checkArgument("generator", generator, kind);
}

/** Whether a network was disposed, with its model. */
export function isDisposed(network: tf.LayersModel): boolean {
  return (network as unknown as { _refCount: number })._refCount === 0;
}

/** @throws Error when a model's network was disposed */
export function checkNotDisposed(network: tf.LayersModel): void {
  if (!isDisposed(network)) return;
  throw new Error("This model was disposed; build a new one, or load it again.");
}
