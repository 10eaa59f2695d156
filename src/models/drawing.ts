import * as tf from "@tensorflow/tfjs";
import { firstDenseKernel } from "./first-dense-kernel.js";
import type { LatentModel } from "./latent-model.js";
import { applyInParts } from "../tensor/parts.js";
import { deriveSeed, randomNormal } from "../tensor/random/index.js";
import type { ImageShape } from "../tensor/shape.js";
import { oneHot, type Labels } from "../data/one-hot.js";
import type { Generator } from "./generator.js";

type AnyGenerator = Generator<ImageShape, number, number>;

/** The classes that a model draws; `labels` only where it has classes. */
export type DrawOptions<Classes extends number = 0> = Classes extends 0
  ? { readonly labels?: undefined }
  : {
      /** Which classes to draw, as indices: one for all images, or one each; default all in turn. */
      readonly labels?: Labels;
    };

/** Latent vectors from the prior $p_z$: float32 [count, latent], the caller's to dispose. */
export function drawLatents(count: number, latent: number, seed: number): tf.Tensor2D {
  return randomNormal<tf.Rank.R2>([count, latent], { seed: deriveSeed(seed, "sample") });
}

/** The implementation of `Gan.decode` and `TrainedGenerator.decode`. */
export function decodeLatents(
  { network, latent, classes }: AnyGenerator,
  latents: tf.Tensor2D,
  labels: Labels | undefined,
): tf.Tensor4D {
  if (latents.shape[1] !== latent) {
    throw new Error(
      `Latent vectors are expected as [n, ${latent}] but are [${latents.shape.join(", ")}]; draw them with latents().`,
    );
  }
  if (classes === 0) {
    if (labels === undefined) return applyInParts<tf.Tensor4D>(network, [latents]);
    throw withoutClasses();
  }
  return tf.tidy(() => {
    const classInput = oneHot(latents.shape[0], labels, classes); // [n, classes]
    return applyInParts<tf.Tensor4D>(network, [latents, classInput]);
  });
}

/**
 * The model of one class of a conditional generator.
 *
 * @throws RangeError when the label is not a valid class
 * @throws Error when the generator has no classes
 */
export function modelOfClass<Latent extends number>(
  generator: Generator<ImageShape, Latent, number>,
  label: number,
  seed: number,
): LatentModel<Latent> {
  const { image, latent, classes, network } = generator;
  if (classes === 0) throw withoutClasses();
  oneHot(1, label, classes).dispose();
  return {
    image,
    latent,
    latents: (count, given = {}) => drawLatents(count, latent, given.seed ?? seed),
    decode: (latents) => decodeLatents(generator, latents, label),
    firstLayer: () => firstDenseKernel(network, latent),
  };
}

const withoutClasses = () =>
  new Error(
    "The model is expected to get no labels, because it has no classes, but gets some; leave them " +
      "out, or build a conditional model, for example with conditionalGan().",
  );
