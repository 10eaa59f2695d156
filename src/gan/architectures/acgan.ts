import type { ImageShape } from "../../tensor/shape.js";
import { buildDiscriminator, logit } from "../build-networks.js";
import { dense } from "../../blocks/pieces.js";
import { Gan } from "../gan.js";
import type { Discriminator } from "../../adversarial/networks.js";
import {
  backboneOf,
  type ConditionalDiscriminatorOptions,
  type ConditionalOptions,
} from "./backbones.js";
import { conditionalGenerator } from "./conditional.js";

/** The discriminator of {@link acgan}: it is not told the class, and has a second head for it. */
export function acganDiscriminator<const Image extends ImageShape, const Classes extends number>(
  options: ConditionalDiscriminatorOptions<Image, Classes>,
): Discriminator<Image, Classes> {
  const { image, classes, seed = 0 } = options;
  const backbone = backboneOf(options);
  const settings = { image, classes, conditioning: "auxiliary", seed, backbone } as const;
  return buildDiscriminator(settings, (images) => {
    const features = backbone.describe(images); // [n, k]
    const { spectral } = backbone;
    return [
      logit(features, backbone), // [n, 1]
      dense(features, { units: classes, name: "class_logits", spectral }), // [n, classes]
    ];
  });
}

/**
 * The auxiliary classifier GAN (Odena, Olah and Shlens 2017): the discriminator says of each image
 * whether it is real, and which class it shows; the generator, which gets the class beside the
 * latent vector, is rewarded for images whose class is recognized. It favours images that are typical
 * of their class, at the cost of variety.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or a size is no positive integer
 */
export function acgan<
  const Image extends ImageShape,
  const Latent extends number,
  const Classes extends number,
>(options: ConditionalOptions<Image, Latent, Classes>): Gan<Image, Latent, Classes> {
  const generator = () => conditionalGenerator(options);
  return new Gan({ generator, discriminator: acganDiscriminator(options), seed: options.seed });
}
