/** The stages of a DCGAN (Radford, Metz and Chintala 2016): each doubles or halves the image. */
import * as tf from "@tensorflow/tfjs";
import { minibatchStandardDeviation } from "../layers/index.js";
import { checkPositiveInteger } from "../tensor/shape.js";
import type { BackboneOptions } from "./backbone.js";
import type { Grid } from "./grid.js";
import {
  convolve,
  dense,
  grow,
  leakyReLU,
  normalize,
  relu,
  type DiscriminatorNormalization,
  type Symbolic,
  type Upsampling,
} from "./pieces.js";

/** A latent code [n, k] through dense layers of the given units, [n, units]. */
export function mapped(code: Symbolic, mapping: readonly number[] = []): Symbolic {
  return mapping.reduce((x, units, index) => {
    const name = `mapping${index + 1}`;
    checkPositiveInteger("A layer of the mapping", units);
    // Batch norm has an offset of its own, so the dense layer needs no bias.
    const features = dense(x, { units, name, bias: false });
    return relu(normalize(features, "batch", `${name}_norm`), `${name}_relu`);
  }, code);
}

/** A latent code [n, k] as a grid of features, [n, h, w, channels]. */
export function project(code: Symbolic, { height, width }: Grid, channels: number, bias: boolean) {
  const units = height * width * channels;
  const values = dense(code, { units, name: "project", bias }); // [n, h*w*channels]
  const reshape = tf.layers.reshape({ targetShape: [height, width, channels], name: "grid" });
  return reshape.apply(values) as Symbolic;
}

/** Settings of {@link upStage}. */
export interface UpStage {
  readonly filters: number;
  readonly name: string;
  readonly upsampling: Upsampling;
  /** One-hot classes, for a batch normalization that depends on the class. */
  readonly labels?: Symbolic;
}

/** [n, h, w, c] to [n, 2h, 2w, filters]: upsampling, convolution, batch norm, ReLU. */
export function upStage(x: Symbolic, { filters, name, upsampling, labels }: UpStage): Symbolic {
  // Batch norm has an offset of its own, so the convolution needs no bias.
  const grown = grow(x, upsampling, { filters, name, bias: false });
  return relu(normalize(grown, "batch", `${name}_norm`, labels), `${name}_relu`);
}

/**
 * What the heads of a discriminator read, the layer `features`: what `gather` makes of the last
 * convolution, or a dense layer's view of it.
 *
 * @param gather from [n, h, w, c] to [n, k], in a layer of the given name
 * @param options `minibatchStdDev` and `denseUnits` are the backbone's
 */
export function gathered(
  x: Symbolic,
  gather: (options: { name: string }) => tf.layers.Layer,
  options: Pick<BackboneOptions, "minibatchStdDev" | "denseUnits"> & { readonly spectral: boolean },
): Symbolic {
  const { minibatchStdDev, denseUnits, spectral } = options;
  if (minibatchStdDev) {
    x = minibatchStandardDeviation({ name: "compare_images" }).apply(x) as Symbolic;
  }
  if (denseUnits === undefined) return gather({ name: "features" }).apply(x) as Symbolic; // [n, k]
  const units = checkPositiveInteger("denseUnits", denseUnits);
  const flat = gather({ name: "flat" }).apply(x) as Symbolic; // [n, k]
  return leakyReLU(dense(flat, { units, name: "hidden", spectral }), "features"); // [n, denseUnits]
}

/** Settings of {@link downStage}. */
export interface DownStage {
  readonly filters: number;
  readonly name: string;
  readonly normalization: DiscriminatorNormalization;
}

/** [n, h, w, c] to [n, h/2, w/2, filters]: convolution of stride 2, normalization, leaky ReLU. */
export function downStage(x: Symbolic, { filters, name, normalization }: DownStage): Symbolic {
  const spectral = normalization === "spectral";
  const bias = normalization !== "batch";
  const halved = convolve(x, { filters, name, kernel: 4, stride: 2, bias, spectral });
  return leakyReLU(normalize(halved, normalization, `${name}_norm`), `${name}_relu`);
}
