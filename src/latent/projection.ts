import { aLatentModel } from "../models/latent-model.js";
import { aFunction, aNumber, checkArgument, checkOptions } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { setImmediate } from "node:timers/promises";
import { kernelHost } from "../base/host.js";
import { adam } from "../tensor/adam.js";
import { capture } from "../tensor/capture/index.js";
import { deriveSeed } from "../tensor/random/index.js";
import { checkPositiveInteger } from "../tensor/shape.js";
import { checkImages, featuresOf, type FeatureExtractor } from "./features.js";
import type { LatentModel } from "../models/latent-model.js";
import { bestStarts, repeated, type Projection } from "./projected.js";

/** Options of {@link projectToLatent}. */
export interface ProjectionOptions {
  /** Steps of Adam; default 300. */
  readonly steps?: number;
  /** Adam's step size at the start, which falls to zero along a cosine; default 0.1. */
  readonly rate?: number;
  /** Searches for each image, each from another draw of the prior; the best counts. Default 8. */
  readonly starts?: number;
  /** Fixes the starts; default 0. */
  readonly seed?: number;
  /** Features that are to agree beside the pixels; it runs inside a captured step. */
  readonly extractor?: FeatureExtractor;
  /** Weight of the features' mean squared error, where the pixels' is 1; default 1. */
  readonly featureWeight?: number;
  /**
   * Weight of $(\|z\| / \sqrt{d} - 1)^2$, which keeps latents where a normal prior of many
   * dimensions has them; default 0.001. More of it gives more typical images that are less alike.
   */
  readonly priorWeight?: number;
  /** Called after each step with the mean of the images' pixel errors, the best start of each. */
  readonly onStep?: (progress: { step: number; steps: number; error: number }) => void;
  /** Ends the search. In Ganvas's kernel the interrupt button does the same without a signal. */
  readonly signal?: AbortSignal;
}

/**
 * Finds latent vectors whose images are the given ones, by gradient descent on the mean squared
 * error of the pixels (Lipton and Tripathi 2017; with features as Karras et al. 2020, appendix D).
 *
 * A generator draws its own samples again; how near it comes to a test image says how much of the
 * data it covers. The search can end in a local minimum, hence several starts.
 *
 * ```ts
 * const model = await digitGenerator();
 * const images = (await mnist({ split: "test" })).take(8).images(); // [8, 28, 28, 1]
 * const projection = await projectToLatent(model, images);
 * imageGrid(tf.concat([images, projection.images]));
 * ```
 *
 * @param images [n, height, width, channels] in [-1, 1], of the model's shape
 * @throws Error when the images are of another shape, or the search is told to stop
 * @throws RangeError when images are not in [-1, 1], or an option is not as described
 */
export async function projectToLatent(
  model: LatentModel,
  images: tf.Tensor4D,
  options: ProjectionOptions = {},
): Promise<Projection> {
  checkArgument("The model", model, aLatentModel);
  const features = aFunction("(images) => network.predict(images)");
  checkOptions("projectToLatent", options, {
    ...{ rate: aNumber(0.1), featureWeight: aNumber(1), priorWeight: aNumber(1e-3) },
    ...{ extractor: features, onStep: aFunction("({ error }) => console.log(error)") },
  });
  const { steps = 300, rate = 0.1, starts = 8, seed = 0, extractor } = options;
  const { featureWeight = 1, priorWeight = 1e-3, onStep } = options;
  checkImages("Images to project", images, model.image);
  checkPositiveInteger("steps", steps, 300);
  checkPositiveInteger("starts", starts, 8);
  if (!(rate > 0)) {
    throw new RangeError(`rate is expected to be positive but is ${rate}; pass for example 0.1.`);
  }
  const count = images.shape[0];
  // The user's functions first: where they throw, there is nothing yet to free.
  const goals = extractor && tf.tidy(() => repeated(featuresOf(images, extractor), starts));
  const drawn = model.latents(count * starts, { seed: deriveSeed(seed, "projection") });
  const z = tf.variable(drawn); // [n * starts, latent]
  const targets = repeated(images, starts); // [n * starts, h, w, c]; goals are [n * starts, k]
  const optimizer = adam({ learningRate: rate });

  /** One update; returns each search's pixel error [n * starts] before it. */
  const update = capture(
    (rateNow: tf.Scalar) => {
      let errors: tf.Tensor1D;
      const { grads } = tf.variableGrads(() => {
        const drawnNow = model.decode(z);
        const pixels = meanSquare(drawnNow.sub(targets)); // [n * starts]
        errors = tf.keep(pixels.clone());
        const features = goals
          ? meanSquare(featuresOf(drawnNow, extractor).sub(goals)).mul(featureWeight)
          : 0;
        // A sum, so that searches do not weaken each other's gradients.
        const shell = outsideShell(z).mul(priorWeight);
        return pixels.add(features).add(shell).sum<tf.Scalar>();
      }, [z]);
      optimizer.applyGradients(grads, rateNow);
      return errors!;
    },
    { name: "projectToLatent" },
  );

  const signals = [options.signal, kernelHost()?.signal];
  try {
    for (let step = 1; step <= steps; step++) {
      const stopped = signals.find((signal) => signal?.aborted);
      if (stopped) throw stoppedAt(step - 1, steps, stopped.reason);
      const errors = update((rate / 2) * (1 + Math.cos((Math.PI * (step - 1)) / steps)));
      const error = onStep ? meanOfBest(errors, starts) : 0;
      errors.dispose();
      onStep?.({ step, steps, error });
      await setImmediate(); // charts are drawn and interrupts arrive
    }
    return bestStarts(model, z, images, starts);
  } finally {
    tf.dispose([drawn, z, targets, ...(goals ? [goals] : [])]);
    update.dispose();
    optimizer.dispose();
  }
}

/** The mean over all but the first axis, of squares. */
function meanSquare(differences: tf.Tensor): tf.Tensor1D {
  return differences.square().mean(differences.shape.slice(1).map((_, i) => i + 1));
}

/** How far latents [n, latent] are from the sphere near which a normal prior lies: [n]. */
function outsideShell(z: tf.Tensor2D): tf.Tensor1D {
  const meanSquares = z.square().mean<tf.Tensor1D>(1);
  // The small number keeps the root's gradient finite at the origin.
  return meanSquares.add(1e-12).sqrt().sub(1).square() as tf.Tensor1D;
}

function meanOfBest(errors: tf.Tensor1D, starts: number): number {
  return tf.tidy(() => errors.reshape([-1, starts]).min(1).mean().dataSync()[0]!);
}

function stoppedAt(step: number, steps: number, cause: unknown): Error {
  const message = `The projection was stopped after step ${step} of ${steps}; start it again for a result.`;
  return Object.assign(new Error(message, { cause }), { name: "AbortError" });
}
