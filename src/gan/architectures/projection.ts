import * as tf from "@tensorflow/tfjs";
import type { Discriminator } from "../../adversarial/networks.js";
import { logit, projection, type Symbolic } from "../../blocks/index.js";
import type { Generator } from "../../models/generator.js";
import type { ImageShape } from "../../tensor/shape.js";
import { buildDiscriminator, buildGenerator } from "../build-networks.js";
import { Gan } from "../gan.js";
import {
  architectureOf,
  type ConditionalDiscriminatorOptions,
  type ConditionalOptions,
} from "./conditional-options.js";

/** The generator of {@link projectionGan}: its batch norms have gains and offsets of each class. */
export function projectionGenerator<
  const Image extends ImageShape,
  const Latent extends number,
  const Classes extends number,
>(options: ConditionalOptions<Image, Latent, Classes>): Generator<Image, Latent, Classes> {
  const { synthesize, initialization } = architectureOf(options);
  const settings = { ...options, initialization: initialization.generator };
  return buildGenerator(settings, (z, labels) => synthesize(z, labels));
}

/** The discriminator of {@link projectionGan}. */
export function projectionDiscriminator<
  const Image extends ImageShape,
  const Classes extends number,
>(options: ConditionalDiscriminatorOptions<Image, Classes>): Discriminator<Image, Classes> {
  const { extractFeatures, initialization, spectral } = architectureOf(options);
  const { image, classes, seed } = options;
  return buildDiscriminator(
    { image, classes, conditioning: "input", seed, initialization: initialization.discriminator },
    (images, labels) => {
      const phi = extractFeatures(images); // [n, k]
      const ofClass = projection(phi, labels, spectral); // <embed(y), phi(x)>, [n, 1]
      const psi = logit(phi, spectral); // psi(phi(x)), [n, 1]
      return tf.layers.add({ name: "score" }).apply([psi, ofClass]) as Symbolic;
    },
  );
}

/**
 * The GAN with projection discriminator (Miyato and Koyama 2018): the logit is
 * $\psi(\phi(x)) + \langle \mathrm{embed}(y), \phi(x) \rangle$, where $\phi(x)$ are the features of
 * the image and $\psi$ is a dense layer. So the discriminator compares the image with a vector of its
 * class. The generator gets the class through conditional batch normalization.
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, or a size is not a positive
 *   integer
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
