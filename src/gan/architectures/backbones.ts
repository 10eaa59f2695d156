import type { UpsamplingInterpolation } from "../../layers/index.js";
import { checkPositiveInteger, type ImageShape } from "../../tensor/shape.js";
import type { Backbone, BackboneOptions, MappingOptions } from "../../blocks/backbone.js";
import { dcganBackbone } from "./dcgan.js";
import { resnetBackbone } from "./resnet.js";

/** The backbones by name, for the conditional GANs, which work on each. */
const backbones = { dcgan: dcganBackbone, resnet: resnetBackbone };

/** Settings of the discriminators of all conditional GANs. */
export interface ConditionalDiscriminatorOptions<
  Image extends ImageShape,
  Classes extends number,
> extends BackboneOptions<Image> {
  /** Number of classes. */
  readonly classes: Classes;
  /** The convolutional part: of `dcgan` (the default) or of `resnetGan`; `baseChannels` is as there. */
  readonly backbone?: keyof typeof backbones;
  /** Fixes the initial weights, and a GAN's samples: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

/** Settings of all conditional GANs. */
export interface ConditionalOptions<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number,
>
  extends ConditionalDiscriminatorOptions<Image, Classes>, MappingOptions {
  /** Size of the latent vector $z$. */
  readonly latent: Latent;
  /** How the generator doubles its images; default `"nearest"`. */
  readonly upsampling?: UpsamplingInterpolation;
}

/**
 * The backbone that the settings name.
 *
 * @throws RangeError when there is none of this name, or the number of classes is no positive integer
 */
export function backboneOf(options: ConditionalDiscriminatorOptions<ImageShape, number>): Backbone {
  const { backbone = "dcgan", classes } = options;
  checkPositiveInteger("classes", classes);
  if (Object.hasOwn(backbones, backbone)) return backbones[backbone](options);
  throw new RangeError(
    `A backbone is expected to be ${Object.keys(backbones).join(" or ")} but is ${String(backbone)}; pass one of them.`,
  );
}
