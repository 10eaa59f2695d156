import type { ImageShape } from "../../tensor/shape.js";
import { appendLabels, appendPlanes } from "../../blocks/labels.js";
import { buildDiscriminator, buildGenerator, logit } from "../build-networks.js";
import { Gan } from "../gan.js";
import type { Discriminator } from "../../adversarial/networks.js";
import type { Generator } from "../../models/generator.js";
import {
  backboneOf,
  type ConditionalDiscriminatorOptions,
  type ConditionalOptions,
} from "./backbones.js";

/** The generator of {@link conditionalGan}: the one-hot class is appended to the latent vector. */
export function conditionalGenerator<
  const Image extends ImageShape,
  const Latent extends number,
  const Classes extends number,
>(options: ConditionalOptions<Image, Latent, Classes>): Generator<Image, Latent, Classes> {
  const backbone = backboneOf(options);
  return buildGenerator({ ...options, seed: options.seed ?? 0, backbone }, (z, labels) =>
    backbone.generate(appendLabels(z, labels)),
  );
}

/** The discriminator of {@link conditionalGan}: the image gets one more plane a class. */
export function conditionalDiscriminator<
  const Image extends ImageShape,
  const Classes extends number,
>(options: ConditionalDiscriminatorOptions<Image, Classes>): Discriminator<Image, Classes> {
  const { image, classes, seed = 0 } = options;
  const backbone = backboneOf(options);
  const settings = { image, classes, conditioning: "input", seed, backbone } as const;
  return buildDiscriminator(settings, (images, labels) =>
    logit(backbone.describe(appendPlanes(images, labels)), backbone),
  );
}

/**
 * The conditional GAN by concatenation (Mirza and Osindero 2014): generator and discriminator get
 * the class beside the latent vector and beside the image. The discriminator judges whether an image
 * is a real one *of that class*.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or a size is no positive integer
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
