/**
 * Residual blocks with the activation first, as in WGAN-GP and SNGAN (He et al. 2016; Gulrajani et
 * al. 2017; Miyato et al. 2018). The shortcut's 1x1 convolution and its resizing may change places;
 * they stand so that the convolution works on the smaller image.
 */
import * as tf from "@tensorflow/tfjs";
import type { UpsamplingInterpolation } from "../layers/index.js";
import {
  convolve,
  double,
  normalize,
  relu,
  type DiscriminatorNormalization,
  type Symbolic,
} from "./pieces.js";

/** Settings of {@link residualUp}. */
export interface ResidualUp {
  readonly filters: number;
  readonly name: string;
  readonly upsampling: UpsamplingInterpolation;
  /** One-hot classes, for a batch normalization that depends on the class. */
  readonly labels?: Symbolic;
}

/** [n, h, w, c] to [n, 2h, 2w, filters]. */
export function residualUp(
  x: Symbolic,
  { filters, name, upsampling, labels }: ResidualUp,
): Symbolic {
  const active = (y: Symbolic, which: number) =>
    relu(normalize(y, "batch", `${name}_norm${which}`, labels), `${name}_relu${which}`);
  let y = double(active(x, 1), upsampling, `${name}_double`); // [n, 2h, 2w, c]
  y = convolve(y, { filters, name: `${name}_conv1`, bias: false }); // [n, 2h, 2w, filters]
  y = convolve(active(y, 2), { filters, name: `${name}_conv2` }); // [n, 2h, 2w, filters]
  const short = convolve(x, { filters, name: `${name}_short`, kernel: 1 }); // [n, h, w, filters]
  return sum(y, double(short, upsampling, `${name}_short_double`), name);
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

/** [n, h, w, c] to [n, h/2, w/2, filters], or, where it does not halve, to [n, h, w, filters]. */
export function residualDown(x: Symbolic, settings: ResidualDown): Symbolic {
  const { filters, name, normalization, halve, first = false } = settings;
  const spectral = normalization === "spectral";
  const pool = (y: Symbolic, which: string) => (halve ? halved(y, `${name}_${which}halve`) : y);
  const active = (y: Symbolic, which: number) =>
    relu(normalize(y, normalization, `${name}_norm${which}`), `${name}_relu${which}`);
  let y = first ? x : active(x, 1); // [n, h, w, c]
  y = convolve(y, { filters, name: `${name}_conv1`, spectral }); // [n, h, w, filters]
  y = convolve(active(y, 2), { filters, name: `${name}_conv2`, spectral }); // [n, h, w, filters]
  const narrow = x.shape.at(-1) === filters && !halve;
  const short = narrow
    ? x
    : convolve(pool(x, "short_"), { filters, name: `${name}_short`, kernel: 1, spectral });
  return sum(pool(y, ""), short, name);
}

const halved = (x: Symbolic, name: string) =>
  tf.layers.averagePooling2d({ poolSize: 2, name }).apply(x) as Symbolic;

const sum = (a: Symbolic, b: Symbolic, name: string) =>
  tf.layers.add({ name }).apply([a, b]) as Symbolic;
