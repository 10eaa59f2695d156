/** The smallest pieces of the convolutional networks, from symbolic tensor to symbolic tensor. */
import * as tf from "@tensorflow/tfjs";
import {
  batchNormalization,
  conditionalBatchNormalization,
  spectralConv2d,
  spectralDense,
  upsampling,
} from "../layers/index.js";

/** A tensor of a network that is being built: a shape without values. */
export type Symbolic = tf.SymbolicTensor;

/**
 * What keeps a discriminator steady:
 * - `"none"`: nothing; right with R1 or another gradient penalty;
 * - `"batch"`: batch normalization, as in Radford et al. (2016). An image's logit then depends on
 *   the other images of the batch, so that gradient penalties lose their meaning;
 * - `"layer"`: layer normalization, as in Gulrajani et al. (2017) beside their gradient penalty;
 * - `"spectral"`: spectral normalization of every kernel (Miyato et al. 2018).
 */
export type DiscriminatorNormalization = "none" | "batch" | "layer" | "spectral";

/**
 * How a generator doubles its images: `"nearest"` and `"bilinear"` interpolate and then convolve.
 * `"transposed"` is a transposed convolution of stride 2, kept for comparison. Its kernel is 4, which
 * 2 divides, so that its patches overlap evenly (Odena, Dumoulin and Olah 2016); but even and odd
 * pixels still have weights of their own, and `checkerboard` still finds the pattern.
 */
export type Upsampling = "nearest" | "bilinear" | "transposed";

/** The slope of leaky ReLU below zero (Radford, Metz and Chintala 2016). */
const SLOPE = 0.2;
/** Batch statistics follow the generator within some ten steps, as in Radford et al.'s code. */
const BATCH_NORM = { momentum: 0.9, epsilon: 1e-5 };

/** Settings of {@link convolve}. */
export interface Convolution {
  readonly filters: number;
  readonly name: string;
  /** Side of the kernel; default 3. */
  readonly kernel?: number;
  /** Default 1. */
  readonly stride?: number;
  /** Whether it adds a bias; default true. */
  readonly bias?: boolean;
  readonly spectral?: boolean;
  readonly activation?: "tanh";
}

/** [n, h, w, c] to [n, h / stride, w / stride, filters]. */
export function convolve(x: Symbolic, settings: Convolution): Symbolic {
  const { filters, name, kernel = 3, stride = 1, bias = true, spectral, activation } = settings;
  const size = { filters, kernelSize: kernel, strides: stride, padding: "same" } as const;
  const config = { ...size, useBias: bias, activation, name };
  const layer = spectral ? spectralConv2d(config) : tf.layers.conv2d(config);
  return layer.apply(x) as Symbolic;
}

/** [n, h, w, c] to [n, 2h, 2w, filters]. */
export function grow(x: Symbolic, how: Upsampling, settings: Convolution): Symbolic {
  if (how !== "transposed") return convolve(double(x, how, `${settings.name}_double`), settings);
  const { filters, name, bias = true, activation } = settings;
  const size = { filters, kernelSize: 4, strides: 2, padding: "same" } as const;
  return tf.layers
    .conv2dTranspose({ ...size, useBias: bias, activation, name })
    .apply(x) as Symbolic;
}

/** [n, h, w, c] to [n, 2h, 2w, c]. */
export function double(x: Symbolic, interpolation: "nearest" | "bilinear", name: string): Symbolic {
  return upsampling({ interpolation, name }).apply(x) as Symbolic;
}

/** Settings of {@link dense}. */
export interface Dense {
  readonly units: number;
  readonly name: string;
  /** Whether it adds a bias; default true. */
  readonly bias?: boolean;
  readonly spectral?: boolean;
}

/** [n, k] to [n, units]. */
export function dense(x: Symbolic, { units, name, bias = true, spectral }: Dense): Symbolic {
  const config = { units, useBias: bias, name };
  return (spectral ? spectralDense(config) : tf.layers.dense(config)).apply(x) as Symbolic;
}

/**
 * Normalizes what an activation gets; `"none"` and `"spectral"` leave it as it is.
 *
 * @param labels one-hot classes, for a normalization that depends on the class
 */
export function normalize(
  x: Symbolic,
  how: DiscriminatorNormalization,
  name: string,
  labels?: Symbolic,
): Symbolic {
  if (labels) {
    return conditionalBatchNormalization({ ...BATCH_NORM, name }).apply([x, labels]) as Symbolic;
  }
  if (how === "batch") return batchNormalization({ ...BATCH_NORM, name }).apply(x) as Symbolic;
  if (how === "none" || how === "spectral") return x;
  if (how !== "layer") {
    throw new RangeError(
      `A normalization is expected to be none, batch, layer or spectral but is ${String(how)}; pass one of them.`,
    );
  }
  const axis = x.shape.slice(1).map((_, index) => index + 1);
  return tf.layers.layerNormalization({ axis, epsilon: 1e-5, name }).apply(x) as Symbolic;
}

export function leakyReLU(x: Symbolic, name: string): Symbolic {
  return tf.layers.leakyReLU({ alpha: SLOPE, name }).apply(x) as Symbolic;
}

export function relu(x: Symbolic, name: string): Symbolic {
  return tf.layers.reLU({ name }).apply(x) as Symbolic;
}
