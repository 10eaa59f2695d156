/** The options of all conditional GANs, and the choice of an architecture among them. */
import type { UpsamplingInterpolation } from "../../layers/index.js";
import { checkPositiveInteger, type ImageShape } from "../../tensor/shape.js";
import {
  checkArchitecture,
  type Architecture,
  type DiscriminatorOptions,
  type GeneratorOptions,
} from "./architecture.js";
import { dcganArchitecture } from "./dcgan.js";
import { resnetArchitecture } from "./resnet.js";

/** The architectures by name. */
const architectures = { dcgan: dcganArchitecture, resnet: resnetArchitecture };

/** Settings of the discriminators of all conditional GANs. */
export interface ConditionalDiscriminatorOptions<
  Image extends ImageShape,
  Classes extends number,
> extends DiscriminatorOptions<Image> {
  /** Number of classes. */
  readonly classes: Classes;
  /** The architecture, of `dcgan` (the default) or of `resnetGan`; `baseChannels` is as there. */
  readonly backbone?: keyof typeof architectures;
  /** Fixes the initial weights, and a GAN's samples: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

/** Settings of all conditional GANs. */
export interface ConditionalOptions<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number,
>
  extends ConditionalDiscriminatorOptions<Image, Classes>, GeneratorOptions<Image, Latent> {
  /** Channels of the convolutions; default 64 with `dcgan`, 128 with `resnet`. */
  readonly baseChannels?: number;
  /** How the generator doubles its images; default `"nearest"`. */
  readonly upsampling?: UpsamplingInterpolation;
  /** Fixes the initial weights, and a GAN's samples: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

/**
 * The architecture that the options name.
 *
 * @throws RangeError when there is none of this name, or the number of classes is not a positive
 *   integer
 */
export function architectureOf(
  options: ConditionalDiscriminatorOptions<ImageShape, number>,
): Architecture {
  checkArchitecture("a conditional GAN", options);
  const { backbone = "dcgan", classes } = options;
  checkPositiveInteger("classes", classes, 10);
  if (Object.hasOwn(architectures, backbone)) return architectures[backbone](options);
  throw new RangeError(
    `A backbone is expected to be ${Object.keys(architectures).join(" or ")} but is ${String(backbone)}; pass one of them.`,
  );
}
