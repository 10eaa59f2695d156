/**
 * Residual blocks with the activation first, as in WGAN-GP and SNGAN (He et al. 2016; Gulrajani et
 * al. 2017; Miyato et al. 2018). The shortcut's 1x1 convolution and its resizing commute; here the
 * convolution works on the smaller image.
 */
import * as tf from "@tensorflow/tfjs";
import type { UpsamplingInterpolation } from "../layers/index.js";
import {
  batchNorm,
  conv2d,
  normalize,
  relu,
  upsample,
  type DiscriminatorNormalization,
  type Symbolic,
} from "./layers.js";

/** Settings of {@link residualUp}. */
export interface ResidualUp {
  readonly filters: number;
  readonly name: string;
  readonly upsampling: UpsamplingInterpolation;
  /** One-hot classes [n, classes], for batch norms with gains and offsets of each class. */
  readonly labels?: Symbolic;
}

/** A generator's block: [n, h, w, c] to [n, 2h, 2w, filters]. */
export function residualUp(
  x: Symbolic,
  { filters, name, upsampling, labels }: ResidualUp,
): Symbolic {
  const activate = (y: Symbolic, index: number) =>
    relu(batchNorm(y, `${name}_norm${index}`, labels), `${name}_relu${index}`);
  let y = upsample(activate(x, 1), upsampling, `${name}_double`); // [n, 2h, 2w, c]
  y = conv2d(y, { filters, name: `${name}_conv1`, bias: false }); // [n, 2h, 2w, filters]
  y = conv2d(activate(y, 2), { filters, name: `${name}_conv2` }); // [n, 2h, 2w, filters]
  const shortcut = conv2d(x, { filters, name: `${name}_short`, kernel: 1 }); // [n, h, w, filters]
  return add(y, upsample(shortcut, upsampling, `${name}_short_double`), name);
}

/** Settings of {@link residualDown}. */
export interface ResidualDown {
  readonly filters: number;
  readonly name: string;
  readonly normalization: DiscriminatorNormalization;
  /** Whether it halves the image. */
  readonly halve: boolean;
  /** Whether its input is the image itself, which gets no activation; default false. */
  readonly first?: boolean;
}

/** A discriminator's block: [n, h, w, c] to [n, h/2, w/2, filters], without halving [n, h, w, filters]. */
export function residualDown(x: Symbolic, settings: ResidualDown): Symbolic {
  const { filters, name, normalization, halve, first = false } = settings;
  const spectral = normalization === "spectral";
  const short = { filters, name: `${name}_short`, kernel: 1 };
  const pool = (y: Symbolic, layer: string) => (halve ? averagePool(y, layer) : y);
  const activate = (y: Symbolic, index: number) =>
    relu(normalize(y, normalization, `${name}_norm${index}`), `${name}_relu${index}`);
  let y = first ? x : activate(x, 1); // [n, h, w, c]
  y = conv2d(y, { filters, name: `${name}_conv1`, spectral }); // [n, h, w, filters]
  y = conv2d(activate(y, 2), { filters, name: `${name}_conv2`, spectral }); // [n, h, w, filters]
  const sameShape = x.shape.at(-1) === filters && !halve;
  const shortcut = sameShape ? x : conv2d(pool(x, `${name}_short_halve`), { ...short, spectral });
  return add(pool(y, `${name}_halve`), shortcut, name);
}

const averagePool = (x: Symbolic, name: string) =>
  tf.layers.averagePooling2d({ poolSize: 2, name }).apply(x) as Symbolic;

const add = (a: Symbolic, b: Symbolic, name: string) =>
  tf.layers.add({ name }).apply([a, b]) as Symbolic;
