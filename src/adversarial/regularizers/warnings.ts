import type * as tf from "@tensorflow/tfjs";
import { layerClasses } from "../../blocks/layer-classes.js";
import type { GanLoss } from "../../losses/index.js";
import type { AnyRegularizer } from "./regularizer.js";

/**
 * Unsound combinations that run nevertheless, one paragraph for each: what it is, why it is unsound,
 * and what to do. Empty where nothing is known to be wrong.
 *
 * @param discriminator its network, whose layers are looked at, those of inner networks, too
 */
export function unsoundCombinations(
  loss: GanLoss,
  regularizers: readonly AnyRegularizer[],
  discriminator: tf.LayersModel,
): string[] {
  const layers = layerClasses(discriminator);
  const slope = regularizers.find(({ bounds }) => bounds === "slope");
  const clipping = regularizers.find(({ bounds }) => bounds === "weights");
  const batchNorm = layers.find((name) => name.includes("BatchNormalization"));
  const spectral = layers.some((name) => name.includes("Spectral"));
  const warnings: string[] = [];
  if (slope && batchNorm) {
    warnings.push(
      `${capital(slope.name)} with ${batchNorm} in the discriminator: the penalty is about the ` +
        "slope at each image by itself, but batch normalization makes each logit depend on the " +
        "whole batch, so that something else is penalized; leave batch normalization out of the " +
        "discriminator, or use spectral normalization there.",
    );
  }
  if (loss.name === "wasserstein" && !slope && !clipping && !spectral) {
    warnings.push(
      "The Wasserstein loss with nothing that bounds the critic's slope: the critic can lower its " +
        "loss without end by growing, and its loss is no distance then; add " +
        "regularizers: [gradientPenalty()], or spectral normalization in the critic.",
    );
  }
  if (clipping && slope) {
    warnings.push(
      `${capital(clipping.name)} together with ${slope.name}: both bound the critic's slope, and ` +
        "the small weights that clipping leaves cannot reach the slope that a penalty asks for; " +
        `keep ${slope.name} and leave out ${clipping.name}.`,
    );
  }
  return warnings;
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
