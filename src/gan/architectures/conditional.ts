import type { Discriminator } from "../../adversarial/networks.js";
import { appendLabels, appendPlanes, logit } from "../../blocks/index.js";
import type { Generator } from "../../models/generator.js";
import type { ImageShape } from "../../tensor/shape.js";
import { buildDiscriminator, buildGenerator } from "../build-networks.js";
import { Gan } from "../gan.js";
import {
  architectureOf,
  type ConditionalDiscriminatorOptions,
  type ConditionalOptions,
} from "./conditional-options.js";

/** The generator of {@link conditionalGan}, $G(z, y)$: the one-hot class is appended to the latent vector. */
export function conditionalGenerator<
  const Image extends ImageShape,
  const Latent extends number,
  const Classes extends number,
>(options: ConditionalOptions<Image, Latent, Classes>): Generator<Image, Latent, Classes> {
  const { synthesize, initialization } = architectureOf(options);
  const settings = { ...options, initialization: initialization.generator };
  return buildGenerator(settings, (z, labels) => synthesize(appendLabels(z, labels)));
}

/**
 * The discriminator of {@link conditionalGan}, $D(x, y)$: one constant plane for each class is appended
 * to the image.
 */
export function conditionalDiscriminator<
  const Image extends ImageShape,
  const Classes extends number,
>(options: ConditionalDiscriminatorOptions<Image, Classes>): Discriminator<Image, Classes> {
  const { extractFeatures, initialization, spectral } = architectureOf(options);
  const { image, classes, seed } = options;
  return buildDiscriminator(
    { image, classes, conditioning: "input", seed, initialization: initialization.discriminator },
    (images, labels) => logit(extractFeatures(appendPlanes(images, labels)), spectral),
  );
}

/**
 * The conditional GAN by concatenation (Mirza and Osindero 2014): generator and discriminator get
 * the class beside the latent vector and beside the image. The discriminator judges whether an image
 * is a real one *of that class*.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or a size is not a positive
 *   integer
 */
export function conditionalGan<
  const Image extends ImageShape,
  const Latent extends number,
  const Classes extends number,
>(options: ConditionalOptions<Image, Latent, Classes>): Gan<Image, Latent, Classes> {
  const generator = () => conditionalGenerator(options);
  return new Gan({
    generator,
    discriminator: conditionalDiscriminator(options),
    seed: options.seed,
  });
}
