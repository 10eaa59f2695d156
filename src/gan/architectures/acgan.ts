import type { Discriminator } from "../../adversarial/networks.js";
import { dense, logit } from "../../blocks/index.js";
import type { ImageShape } from "../../tensor/shape.js";
import { buildDiscriminator } from "../build-networks.js";
import { Gan } from "../gan.js";
import {
  architectureOf,
  type ConditionalDiscriminatorOptions,
  type ConditionalOptions,
} from "./conditional-options.js";
import { conditionalGenerator } from "./conditional.js";

/** The discriminator of {@link acgan}: it gets no label; a second output classifies the image. */
export function acganDiscriminator<const Image extends ImageShape, const Classes extends number>(
  options: ConditionalDiscriminatorOptions<Image, Classes>,
): Discriminator<Image, Classes> {
  const { extractFeatures, initialization, spectral } = architectureOf(options);
  const { image, classes, seed } = options;
  return buildDiscriminator(
    {
      image,
      classes,
      conditioning: "auxiliary",
      seed,
      initialization: initialization.discriminator,
    },
    (images) => {
      const features = extractFeatures(images); // [n, k]
      return [
        logit(features, spectral), // P(S | X), [n, 1]
        dense(features, { units: classes, name: "class_logits", spectral }), // P(C | X), [n, classes]
      ];
    },
  );
}

/**
 * The auxiliary classifier GAN (Odena, Olah and Shlens 2017): the discriminator classifies each image
 * as real or generated, and by its class; the generator, which gets the class beside the latent
 * vector, is rewarded for images whose class is recognized. It favors images that are typical of
 * their class, at the cost of variety.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or a size is not a positive
 *   integer
 */
export function acgan<
  const Image extends ImageShape,
  const Latent extends number,
  const Classes extends number,
>(options: ConditionalOptions<Image, Latent, Classes>): Gan<Image, Latent, Classes> {
  const generator = () => conditionalGenerator(options);
  return new Gan({ generator, discriminator: acganDiscriminator(options), seed: options.seed });
}
