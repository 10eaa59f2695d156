import { checkArgument } from "../../base/arguments.js";
import { aCodePrior } from "../../models/codes.js";
import { recognitionHeads } from "../../adversarial/mutual-information.js";
import type { Discriminator } from "../../adversarial/networks.js";
import { dense, leakyRelu, logit } from "../../blocks/index.js";
import type { Generator } from "../../models/generator.js";
import type { Codes } from "../../models/codes.js";
import type { ImageShape } from "../../tensor/shape.js";
import { buildDiscriminator, buildGenerator } from "../build-networks.js";
import { Gan } from "../gan.js";
import {
  checkArchitecture,
  type DiscriminatorOptions,
  type GeneratorOptions,
} from "./architecture.js";
import { dcganArchitecture } from "./dcgan.js";

/** Settings of {@link infoGanGenerator}. */
export interface InfoGanGeneratorOptions<Image extends ImageShape> extends Omit<
  GeneratorOptions<Image, number>,
  "latent"
> {
  /** The distribution of noise and codes, for example `codes({ noise: 62, categories: [10], continuous: 2 })`. */
  readonly prior: Codes;
}

/** Settings of {@link infoGanDiscriminator}. */
export interface InfoGanDiscriminatorOptions<
  Image extends ImageShape,
> extends DiscriminatorOptions<Image> {
  /** The codes to recognize: the generator's prior. */
  readonly prior: Codes;
}

/** Settings of {@link infoGan}. */
export interface InfoGanOptions<Image extends ImageShape>
  extends InfoGanGeneratorOptions<Image>, InfoGanDiscriminatorOptions<Image> {
  /** Channels at the highest resolution, doubled each time it halves; default 64. */
  readonly baseChannels?: number;
  /** Fixes the initial weights and the samples: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

/**
 * The generator of {@link infoGan}, $G(z, c)$; `mappingLayers` is `[1024]` by default.
 *
 * @throws RangeError as {@link infoGan}
 */
export function infoGanGenerator<const Image extends ImageShape>(
  options: InfoGanGeneratorOptions<Image>,
): Generator<Image> {
  checkArchitecture("infoGan", options);
  checkArgument("prior", options.prior, aCodePrior);
  const { image, prior, seed, mappingLayers = [1024] } = options;
  const { synthesize, initialization } = dcganArchitecture({ ...options, mappingLayers });
  const { latent } = prior;
  return buildGenerator(
    { image, latent, prior, seed, initialization: initialization.generator },
    (z) => synthesize(z), // [n, latent] to [n, h, w, c]
  );
}

/**
 * The discriminator of {@link infoGan} with the recognition network $Q(c \mid x)$, which shares the
 * convolutions and the dense layer with $D$ and adds two layers; `denseUnits` is 1024 by default.
 *
 * @throws RangeError as {@link infoGan}
 */
export function infoGanDiscriminator<const Image extends ImageShape>(
  options: InfoGanDiscriminatorOptions<Image>,
): Discriminator<Image> {
  checkArchitecture("infoGan", options);
  checkArgument("prior", options.prior, aCodePrior);
  const { image, prior, seed, denseUnits = 1024 } = options;
  const architecture = dcganArchitecture({ ...options, denseUnits });
  const { extractFeatures, initialization, spectral } = architecture;
  const heads = recognitionHeads(prior);
  return buildDiscriminator(
    {
      image,
      heads: heads.map(({ units }) => units),
      seed,
      initialization: initialization.discriminator,
    },
    (images) => {
      const features = extractFeatures(images); // [n, k]
      const hidden = dense(features, { units: 128, name: "recognition", spectral });
      const codes = leakyRelu(hidden, "recognition_relu"); // [n, 128]
      return [
        logit(features, spectral), // D(x), [n, 1]
        ...heads.map((head) => dense(codes, { ...head, spectral })), // Q(c | x), [n, units] each
      ];
    },
  );
}

/**
 * InfoGAN (Chen et al. 2016): a part of the latent vector is structured codes. A recognition network
 * recovers them from the image, so that each code learns an interpretable factor: the class of a
 * digit, its slant or its width. It is a DCGAN; train it with the term {@link mutualInformation}.
 *
 * ```ts
 * const prior = codes({ noise: 62, categories: [10], continuous: 2 });
 * const model = infoGan({ image: [28, 28, 1], prior, seed: 7 });
 * const options = { steps: 14_000, terms: [mutualInformation(prior)], generatorLearningRate: 1e-3 };
 * for await (const step of trainGan(model, await mnist(), options)) console.log(step.metrics);
 * const z = prior.withCodes(model.latents(8), { categories: [3] });
 * imageGrid(model.decode(z)); // eight images of one category
 * ```
 *
 * @throws RangeError when an image does not halve to a grid of 4 to 7, a size is not a positive
 *   integer, or the seed is invalid
 */
export function infoGan<const Image extends ImageShape>(
  options: InfoGanOptions<Image>,
): Gan<Image> {
  const generator = () => infoGanGenerator(options);
  return new Gan({ generator, discriminator: infoGanDiscriminator(options), seed: options.seed });
}
