/**
 * The layers that architectures are made of, as functions from symbolic tensor to symbolic tensor.
 * Each names its layers: stored weights are found by these names.
 */
import * as tf from "@tensorflow/tfjs";
import {
  batchNormalization,
  conditionalBatchNormalization,
  spectralConv2d,
  spectralDense,
  upsampling,
  type UpsamplingInterpolation,
} from "../layers/index.js";

/** A tensor of a network that is being built: it has a shape but no values. */
export type Symbolic = tf.SymbolicTensor;

/**
 * How a discriminator is normalized:
 * - `"none"`: not at all; right with R1 or another gradient penalty;
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
 * pixels still have separate weights, and `checkerboard` still finds the pattern.
 */
export type Upsampling = "nearest" | "bilinear" | "transposed";

/** The slope of leaky ReLU below zero (Radford, Metz and Chintala 2016). */
export const LEAKY_RELU_SLOPE = 0.2;
/** Batch statistics follow the generator within some ten steps, as in Radford et al.'s code. */
const BATCH_NORM = { momentum: 0.9, epsilon: 1e-5 };

/** Settings of {@link conv2d}. */
export interface Conv2d {
  readonly filters: number;
  readonly name: string;
  /** Side of the kernel; default 3. */
  readonly kernel?: number;
  /** Default 1. */
  readonly stride?: number;
  /** Whether it adds a bias; default true. */
  readonly bias?: boolean;
  /** Whether its kernel is spectrally normalized; default false. */
  readonly spectral?: boolean;
  readonly activation?: "tanh";
}

/** A convolution with "same" padding: [n, h, w, c] to [n, h / stride, w / stride, filters]. */
export function conv2d(x: Symbolic, settings: Conv2d): Symbolic {
  const { filters, name, kernel = 3, stride = 1, bias = true, spectral, activation } = settings;
  const size = { filters, kernelSize: kernel, strides: stride, padding: "same" } as const;
  const config = { ...size, useBias: bias, activation, name };
  const layer = spectral ? spectralConv2d(config) : tf.layers.conv2d(config);
  return layer.apply(x) as Symbolic;
}

/** Doubles both sides without weights: [n, h, w, c] to [n, 2h, 2w, c]. */
export function upsample(
  x: Symbolic,
  interpolation: UpsamplingInterpolation,
  name: string,
): Symbolic {
  return upsampling({ interpolation, name }).apply(x) as Symbolic;
}

/** Doubles both sides and convolves: [n, h, w, c] to [n, 2h, 2w, filters]. */
export function upsampleConv(x: Symbolic, how: Upsampling, settings: Conv2d): Symbolic {
  if (how !== "transposed") return conv2d(upsample(x, how, `${settings.name}_double`), settings);
  const { filters, name, bias = true, activation } = settings;
  const size = { filters, kernelSize: 4, strides: 2, padding: "same" } as const;
  return tf.layers
    .conv2dTranspose({ ...size, useBias: bias, activation, name })
    .apply(x) as Symbolic;
}

/** Settings of {@link dense}. */
export interface Dense {
  readonly units: number;
  readonly name: string;
  /** Whether it adds a bias; default true. */
  readonly bias?: boolean;
  /** Whether its kernel is spectrally normalized; default false. */
  readonly spectral?: boolean;
}

/** A fully connected layer: [n, k] to [n, units]. */
export function dense(x: Symbolic, { units, name, bias = true, spectral }: Dense): Symbolic {
  const config = { units, useBias: bias, name };
  return (spectral ? spectralDense(config) : tf.layers.dense(config)).apply(x) as Symbolic;
}

/**
 * Batch normalization: the shape stays.
 *
 * @param labels one-hot [n, classes]: each class then has its own gains and offsets (de Vries et al.
 *   2017)
 */
export function batchNorm(x: Symbolic, name: string, labels?: Symbolic): Symbolic {
  const config = { ...BATCH_NORM, name };
  if (!labels) return batchNormalization(config).apply(x) as Symbolic;
  return conditionalBatchNormalization(config).apply([x, labels]) as Symbolic;
}

/**
 * Normalizes a discriminator's activations: the shape stays. `"none"` and `"spectral"`, which
 * normalizes kernels instead, return `x`.
 *
 * @throws RangeError when there is no normalization of this name
 */
export function normalize(x: Symbolic, how: DiscriminatorNormalization, name: string): Symbolic {
  if (how === "batch") return batchNorm(x, name);
  if (how === "none" || how === "spectral") return x;
  if (how !== "layer") {
    throw new RangeError(
      `A normalization is expected to be none, batch, layer or spectral but is ${String(how)}; pass one of them.`,
    );
  }
  const axis = x.shape.slice(1).map((_, index) => index + 1);
  return tf.layers.layerNormalization({ axis, epsilon: 1e-5, name }).apply(x) as Symbolic;
}

/** Leaky ReLU of slope 0.2: the shape stays. */
export function leakyRelu(x: Symbolic, name: string): Symbolic {
  return tf.layers.leakyReLU({ alpha: LEAKY_RELU_SLOPE, name }).apply(x) as Symbolic;
}

/** ReLU: the shape stays. */
export function relu(x: Symbolic, name: string): Symbolic {
  return tf.layers.reLU({ name }).apply(x) as Symbolic;
}

/**
 * Batch normalization, then ReLU, in layers named `${name}_norm` and `${name}_relu`: the shape stays.
 *
 * @param labels as in {@link batchNorm}
 */
export function batchNormRelu(x: Symbolic, name: string, labels?: Symbolic): Symbolic {
  return relu(batchNorm(x, `${name}_norm`, labels), `${name}_relu`);
}
