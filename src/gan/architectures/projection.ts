import * as tf from "@tensorflow/tfjs";
import type { ImageShape } from "../../tensor/shape.js";
import { projection } from "../../blocks/labels.js";
import { buildDiscriminator, buildGenerator, logit } from "../build-networks.js";
import type { Symbolic } from "../../blocks/pieces.js";
import { Gan } from "../gan.js";
import type { Discriminator } from "../../adversarial/networks.js";
import type { Generator } from "../../models/generator.js";
import {
  backboneOf,
  type ConditionalDiscriminatorOptions,
  type ConditionalOptions,
} from "./backbones.js";

/**
 * The generator of {@link projectionGan}: the batch norms of its convolutions have gains and offsets
 * of each class.
 */
export function projectionGenerator<
  const Image extends ImageShape,
  const Latent extends number,
  const Classes extends number,
>(options: ConditionalOptions<Image, Latent, Classes>): Generator<Image, Latent, Classes> {
  const backbone = backboneOf(options);
  return buildGenerator({ ...options, seed: options.seed ?? 0, backbone }, (z, labels) =>
    backbone.generate(z, labels),
  );
}

/** The discriminator of {@link projectionGan}. */
export function projectionDiscriminator<
  const Image extends ImageShape,
  const Classes extends number,
>(options: ConditionalDiscriminatorOptions<Image, Classes>): Discriminator<Image, Classes> {
  const { image, classes, seed = 0 } = options;
  const backbone = backboneOf(options);
  const settings = { image, classes, conditioning: "input", seed, backbone } as const;
  return buildDiscriminator(settings, (images, labels) => {
    const features = backbone.describe(images); // [n, k]
    const ofClass = projection(features, labels, backbone.spectral); // [n, 1]
    return tf.layers.add({ name: "score" }).apply([logit(features, backbone), ofClass]) as Symbolic;
  });
}

/**
 * The GAN with projection discriminator (Miyato and Koyama 2018): the logit is
 * $\psi(\phi(x)) + \langle \mathrm{embed}(y), \phi(x) \rangle$, where $\phi(x)$ are the features of
 * the image and $\psi$ is a dense layer. So the discriminator compares the image with a vector of its
 * class. The generator gets the class through conditional batch normalization.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or a size is no positive integer
 */
export function projectionGan<
  const Image extends ImageShape,
  const Latent extends number,
  const Classes extends number,
>(options: ConditionalOptions<Image, Latent, Classes>): Gan<Image, Latent, Classes> {
  const generator = () => projectionGenerator(options);
  return new Gan({
    generator,
    discriminator: projectionDiscriminator(options),
    seed: options.seed,
  });
}
