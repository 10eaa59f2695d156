import * as tf from "@tensorflow/tfjs";
import {
  discriminatorFn,
  mixesBatch,
  outputsOnBoth,
  type DiscriminatorOutput,
} from "../adversarial/discriminator-output.js";
import { meanOutput, relativeStd } from "../adversarial/metrics.js";
import { regularizerTerms, termsOf, type AdversarialPass } from "../adversarial/terms.js";
import { classificationLoss, featureMatching } from "../losses/index.js";
import { updateEma } from "../models/ema.js";
import type { ImageShape } from "../tensor/shape.js";
import { allVariables, trainableVariables } from "../tensor/variables.js";
import { optimizerFrom } from "../training/optimizer-choice.js";
import type { Phase, PhaseContext, Term } from "../training/phases/index.js";
import type { LabeledBatch } from "../data/labeled-batches.js";
import type { Gan } from "./gan.js";
import type { GanSettings } from "./settings.js";

/** A GAN of any image shape, latent size and number of classes. */
export type AnyGan = Gan<ImageShape, number, number>;

/**
 * The metrics of a GAN's step: the adversarial losses without regularizers and other terms, and the
 * discriminator's mean outputs. With several updates of the discriminator in a step, they are those
 * of the last one.
 */
export type GanMetric = "discriminator loss" | "generator loss" | "D(x)" | "D(G(z))";

/**
 * Diagnostics that every GAN step reports. Classification, feature matching and terms of your own add
 * theirs; regularizers report none.
 */
export type GanDiagnostic = "gradient norm of D" | "gradient norm of G" | "std of samples";

type Samples = Omit<AdversarialPass, "onReal" | "onFake"> & {
  readonly images: tf.Tensor4D;
  readonly samples: tf.Tensor4D;
  readonly real: tf.Tensor4D;
};
type DiscriminatorPass = Samples & AdversarialPass & { readonly onReal: DiscriminatorOutput };
type GeneratorInputs = Omit<AdversarialPass, "fake" | "onFake">;

/**
 * The two phases of a GAN's step (Goodfellow et al. 2014, algorithm 1): the discriminator learns to
 * tell real images from samples, then the generator learns to make it classify samples as real.
 */
export function ganPhases(model: AnyGan, settings: GanSettings) {
  const { loss, regularizers, augmentation, terms, emaDecay } = settings;
  const D = discriminatorFn(model.discriminator, { features: settings.featureMatching > 0 });
  const mixes = mixesBatch(model.discriminator.network);
  const auxiliary = model.discriminator.conditioning === "auxiliary";
  const variables = {
    discriminator: trainableVariables(model.discriminator.network),
    generator: trainableVariables(model.generator.network),
  };

  const latents = (images: tf.Tensor4D, context: PhaseContext) =>
    model.prior.sample(images.shape[0], context.key("training latents")); // [n, latent]

  const G = (z: tf.Tensor2D, labels?: tf.Tensor2D) =>
    model.generator.network.apply(model.classes === 0 ? z : [z, labels!], {
      training: true,
    }) as tf.Tensor4D; // [n, h, w, c]

  /** Augments with independent random numbers for real images and samples. */
  const augment = (
    images: tf.Tensor4D,
    which: "real images" | "samples",
    context: PhaseContext,
  ) => {
    const key = context.key(`augmentation of ${which}`);
    return augmentation?.apply(images, { ...key, trainingStep: context.step }) ?? images;
  };

  /** The loss of a discriminator's auxiliary classifier (Odena, Olah and Shlens 2017). */
  const classification = <Pass>(symbol: string, value: Term<Pass>["value"]): Term<Pass>[] => {
    const name = `classification loss of ${symbol}`;
    return auxiliary
      ? [{ name, weight: settings.classification, report: "diagnostic", value }]
      : [];
  };

  const discriminator: Phase<LabeledBatch, Samples, DiscriminatorPass, GanMetric> = {
    name: "discriminator",
    symbol: "D",
    trains: variables.discriminator,
    optimizer: optimizerFrom(settings.optimizer, settings.discriminatorLearningRate, settings),
    learningRate: settings.discriminatorLearningRate,
    repeats: settings.discriminatorSteps,
    inputs({ images, labels }, context) {
      const z = latents(images, context); // [n, latent]
      const samples = G(z, labels); // [n, h, w, c]
      const real = augment(images, "real images", context);
      const fake = augment(samples, "samples", context);
      return { images, latents: z, labels, samples, real, fake };
    },
    forward(inputs) {
      const { real, fake, labels } = inputs;
      const [onReal, onFake] = outputsOnBoth(D, mixes, real, fake, labels);
      augmentation?.adapt?.(onReal.logits);
      return { ...inputs, onReal, onFake };
    },
    terms: [
      {
        name: "discriminator loss",
        value: ({ onReal, onFake }) => loss.discriminator(onReal.logits, onFake.logits),
      },
      ...classification<DiscriminatorPass>("D", ({ onReal, onFake, labels }) =>
        classificationLoss(onReal.classLogits!, labels!).add(
          classificationLoss(onFake.classLogits!, labels!),
        ),
      ),
      ...termsOf(terms, "discriminator"),
      ...regularizerTerms(regularizers, D),
    ],
    metrics: {
      "D(x)": ({ onReal }) => meanOutput(loss, onReal.logits),
      "D(G(z))": ({ onFake }) => meanOutput(loss, onFake.logits),
    },
    diagnostics: {
      "std of samples": ({ samples, images }) => relativeStd(samples, images),
    },
    after() {
      for (const { afterUpdate } of regularizers) afterUpdate?.(variables.discriminator);
    },
  };

  const matchesFeatures = settings.featureMatching > 0;
  const matching: Term<AdversarialPass>[] = matchesFeatures
    ? [
        {
          name: "feature matching",
          weight: settings.featureMatching,
          report: "diagnostic",
          value: ({ onReal, onFake }) => featureMatching(onReal!.features!, onFake.features!),
        },
      ]
    : [];
  const comparesWithReal = loss.relativistic || matchesFeatures;
  const generator: Phase<LabeledBatch, GeneratorInputs, AdversarialPass, GanMetric> = {
    name: "generator",
    symbol: "G",
    trains: variables.generator,
    optimizer: optimizerFrom(settings.optimizer, settings.generatorLearningRate, settings),
    learningRate: settings.generatorLearningRate,
    inputs({ images, labels }, context) {
      const z = latents(images, context); // [n, latent]
      const real = () => augment(images, "real images", context);
      return { latents: z, labels, onReal: comparesWithReal ? D(real(), labels) : undefined };
    },
    forward(inputs, context) {
      const fake = augment(G(inputs.latents, inputs.labels), "samples", context);
      return { ...inputs, fake, onFake: D(fake, inputs.labels) };
    },
    terms: [
      {
        name: "generator loss",
        value: ({ onFake, onReal }) => loss.generator(onFake.logits, onReal?.logits),
      },
      ...classification<AdversarialPass>("G", ({ onFake, labels }) =>
        classificationLoss(onFake.classLogits!, labels!),
      ),
      ...matching,
      ...termsOf(terms, "generator"),
    ],
    after({ step }) {
      const weights = allVariables(model.generator.network);
      updateEma(allVariables(model.ema.network), weights, step, emaDecay);
    },
  };

  return { discriminator, generator };
}
