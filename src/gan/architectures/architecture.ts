/** The part of an architecture that does not depend on how labels enter, and the options for it. */
import { aFlag, aList, aNumber, checkOptions, oneOf, required } from "../../base/arguments.js";
import type { DiscriminatorNormalization, Symbolic } from "../../blocks/index.js";
import { anImageShape, type ImageShape } from "../../tensor/shape.js";
import type { Initialization } from "../../tensor/variables.js";

/**
 * The layers of a GAN without its inputs and its logit, so that each way of conditioning works on
 * each architecture.
 */
export interface Architecture {
  /**
   * The generator's layers: latent vectors [n, k] to images [n, h, w, c] in [-1, 1].
   *
   * @param labels one-hot classes [n, classes], for batch norms with gains and offsets of each class
   */
  synthesize(z: Symbolic, labels?: Symbolic): Symbolic;
  /** The discriminator's layers: images to features [n, k]; the last layer is named `features`. */
  extractFeatures(images: Symbolic): Symbolic;
  /** Whether the discriminator's kernels are spectrally normalized, which its logit should be, too. */
  readonly spectral: boolean;
  /** The initialization of each network's kernels. */
  readonly initialization: Readonly<Record<"generator" | "discriminator", Initialization>>;
}

/** Options of all convolutional generators. */
export interface GeneratorOptions<Image extends ImageShape, Latent extends number> {
  /** Shape of an image, `[height, width, channels]`. */
  readonly image: Image;
  /** Size of the latent vector $z$. */
  readonly latent: Latent;
  /**
   * Channels of the convolutions, in a DCGAN of those next to the image; default 64 in a DCGAN, 128
   * in a ResNet GAN.
   */
  readonly baseChannels?: number;
  /**
   * Units of dense layers between the latent vector, with its label if that is appended, and the
   * first grid, each with batch norm and ReLU; default none. A normal distribution has one mode and
   * digits have ten: a deeper map between them can leave fewer samples between two digits. InfoGAN
   * (Chen et al. 2016) has one such layer for digits; the mapping network of StyleGAN (Karras et al.
   * 2019) has eight, without batch norm.
   */
  readonly mappingLayers?: readonly number[];
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
}

/** Options of all convolutional discriminators. */
export interface DiscriminatorOptions<Image extends ImageShape> {
  /** Shape of an image, `[height, width, channels]`. */
  readonly image: Image;
  /**
   * Channels of the convolutions, in a DCGAN of those next to the image; default 64 in a DCGAN, 128
   * in a ResNet GAN.
   */
  readonly baseChannels?: number;
  /** How it is normalized; default `"none"` in a DCGAN, `"spectral"` in a ResNet GAN. */
  readonly normalization?: DiscriminatorNormalization;
  /**
   * Whether the discriminator sees how much the images of a batch differ, by
   * `minibatchStandardDeviation`; default false.
   */
  readonly minibatchStdDev?: boolean;
  /**
   * Units of a dense layer between the discriminator's convolutions and its logit, which sees the
   * image as a whole; default none, as in the papers. Digits gain much by it.
   */
  readonly denseUnits?: number;
  /** Fixes the initial weights; default 0. */
  readonly seed?: number;
}

const UNITS = aList("a list of numbers", "[256, 512]", aNumber(256));

/** Kinds of the options of all architectures; sizes are checked where they are used. */
const OPTIONS = {
  image: required(anImageShape),
  upsampling: oneOf("nearest", "bilinear", "transposed"),
  normalization: oneOf("none", "batch", "layer", "spectral"),
  mappingLayers: aList("a list of numbers", "[1024]", aNumber(1024)),
  ...{ units: UNITS, generatorUnits: UNITS, discriminatorUnits: UNITS },
  minibatchStdDev: aFlag,
};

/** @throws TypeError unless the options of an architecture are of their kinds */
export function checkArchitecture<Options>(caller: string, options: Options): Options {
  return checkOptions(caller, options, OPTIONS);
}
