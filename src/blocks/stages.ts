/** The stages at both ends of a convolutional GAN: from latent vector to grid, from image to features. */
import * as tf from "@tensorflow/tfjs";
import { minibatchStandardDeviation } from "../layers/index.js";
import { checkPositiveInteger } from "../tensor/shape.js";
import {
  batchNormRelu,
  conv2d,
  dense,
  leakyRelu,
  normalize,
  type Conv2d,
  type DiscriminatorNormalization,
  type Symbolic,
} from "./layers.js";

/**
 * Dense layers with batch norm and ReLU between the latent vector and the first grid.
 *
 * @param z latent vectors, [n, k]
 * @param units of each layer; default none, which returns `z`
 * @returns [n, last of the units]
 * @throws RangeError when a layer's units are not a positive integer
 */
export function mappingLayers(z: Symbolic, units: readonly number[] = []): Symbolic {
  let x = z;
  for (const [index, size] of units.entries()) {
    const name = `mapping${index + 1}`;
    checkPositiveInteger(`The number of units of mapping layer ${index + 1}`, size, 1024);
    // Batch norm has its own offset, so the dense layer needs no bias.
    x = batchNormRelu(dense(x, { units: size, name, bias: false }), name); // [n, size]
  }
  return x;
}

/** Settings of {@link toGrid}. */
export interface GridSettings {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Whether the dense layer adds a bias; default true. */
  readonly bias?: boolean;
}

/** A dense layer from vectors to a first grid: [n, k] to [n, height, width, channels]. */
export function toGrid(x: Symbolic, { height, width, channels, bias }: GridSettings): Symbolic {
  const units = height * width * channels;
  const values = dense(x, { units, name: "project", bias }); // [n, height*width*channels]
  const reshape = tf.layers.reshape({ targetShape: [height, width, channels], name: "grid" });
  return reshape.apply(values) as Symbolic;
}

/** Settings of {@link convBlock}. */
export interface ConvBlock extends Pick<Conv2d, "filters" | "name" | "kernel" | "stride"> {
  readonly normalization: DiscriminatorNormalization;
}

/**
 * A convolution, the discriminator's normalization, and leaky ReLU:
 * [n, h, w, c] to [n, h / stride, w / stride, filters].
 */
export function convBlock(x: Symbolic, { normalization, ...settings }: ConvBlock): Symbolic {
  const { name } = settings;
  const spectral = normalization === "spectral";
  const bias = normalization !== "batch"; // batch norm has its own offset
  const convolved = conv2d(x, { ...settings, bias, spectral });
  return leakyRelu(normalize(convolved, normalization, `${name}_norm`), `${name}_relu`);
}

/** Settings of {@link head}. */
export interface Head {
  /** From [n, h, w, c] to [n, k], for example `tf.layers.flatten`. */
  readonly pooling: (options: { name: string }) => tf.layers.Layer;
  /** Appends the standard deviation over the batch as one more channel first; default false. */
  readonly minibatchStdDev?: boolean;
  /** Units of a dense layer with leaky ReLU after the pooling; default none. */
  readonly denseUnits?: number;
  /** Whether the dense layer is spectrally normalized; default false. */
  readonly spectral?: boolean;
}

/**
 * The end of a discriminator before its logit: the last convolution's output [n, h, w, c] to features
 * [n, k], or [n, denseUnits]. The last layer is named `features`.
 *
 * @throws RangeError when `denseUnits` is not a positive integer
 */
export function head(x: Symbolic, settings: Head): Symbolic {
  const { pooling, minibatchStdDev, denseUnits, spectral } = settings;
  if (minibatchStdDev) {
    x = minibatchStandardDeviation({ name: "compare_images" }).apply(x) as Symbolic; // [n, h, w, c + 1]
  }
  if (denseUnits === undefined) return pooling({ name: "features" }).apply(x) as Symbolic; // [n, k]
  const units = checkPositiveInteger("denseUnits", denseUnits, 1024);
  const flat = pooling({ name: "flat" }).apply(x) as Symbolic; // [n, k]
  return leakyRelu(dense(flat, { units, name: "hidden", spectral }), "features"); // [n, denseUnits]
}

/** The logit of "real": features [n, k] to [n, 1]. */
export function logit(features: Symbolic, spectral = false): Symbolic {
  return dense(features, { units: 1, name: "logit", spectral });
}
