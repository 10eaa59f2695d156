import type { ImageShape } from "../tensor/shape.js";
import type { Initialization } from "../tensor/variables.js";
import type { DiscriminatorNormalization, Symbolic } from "./pieces.js";

/**
 * The convolutional part of a GAN. What goes in and what comes out besides (labels, heads) is the
 * architecture's business, so that each way of conditioning works on each backbone.
 */
export interface Backbone {
  /**
   * From latent codes [n, k] to images [n, h, w, c] in [-1, 1].
   *
   * @param labels one-hot classes [n, classes], for batch normalizations that depend on the class
   */
  generate(code: Symbolic, labels?: Symbolic): Symbolic;
  /** From images [n, h, w, c] to vectors [n, k]; its last layer is named `features`. */
  describe(images: Symbolic): Symbolic;
  /** Whether the discriminator's kernels are spectrally normalized: heads then are, too. */
  readonly spectral: boolean;
  /** How the weights of the two networks start. */
  readonly initialization: Readonly<Record<"generator" | "discriminator", Initialization>>;
}

/** A setting of the generators of both backbones, of DCGANs and ResNet GANs. */
export interface MappingOptions {
  /**
   * Units of dense layers between the latent vector, with its label if that is appended, and the
   * first grid, each with batch norm and ReLU; default none. A normal distribution is one cloud and
   * digits are ten: a deeper map between them can leave fewer samples between two digits. InfoGAN
   * (Chen et al. 2016) has one such layer for digits; the mapping network of StyleGAN (Karras et al.
   * 2019) has eight, without batch norm.
   */
  readonly mappingLayers?: readonly number[];
}

/** Settings that all backbones share. */
export interface BackboneOptions<Image extends ImageShape = ImageShape> {
  /** Shape of an image, `[height, width, channels]`. */
  readonly image: Image;
  /** Channels of the convolutions. */
  readonly baseChannels?: number;
  /** What keeps the discriminator steady. */
  readonly normalization?: DiscriminatorNormalization;
  /**
   * Whether the discriminator is shown how much the images of a batch differ, by
   * `minibatchStandardDeviation`; default false.
   */
  readonly minibatchStdDev?: boolean;
  /**
   * Units of a dense layer between the discriminator's convolutions and its logit, by which it sees
   * an image as a whole; default none, as in the papers. Digits gain much by it.
   */
  readonly denseUnits?: number;
}
