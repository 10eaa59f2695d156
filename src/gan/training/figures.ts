import * as tf from "@tensorflow/tfjs";
import { deriveSeed, randomNormal } from "../../tensor/random/index.js";
import type { GanLoss } from "../../losses/index.js";
import type { Game } from "./game.js";

/** Latent vectors of an update, [n, latent]: the same for the same key. */
export function drawLatents(game: Game, count: number, draw: tf.Scalar): tf.Tensor2D {
  const seed = deriveSeed(game.seed, "training latents");
  return randomNormal<tf.Rank.R2>([count, game.model.latent], { seed, step: draw });
}

/** The mean probability of "real", or the mean score where the loss knows no probability. */
export function meanOutput(loss: GanLoss, logits: tf.Tensor2D): tf.Scalar {
  return (loss.output === "probability" ? tf.sigmoid(logits) : logits).mean();
}

/** The length of the whole gradient, over all variables. */
export function gradientNorm(gradients: tf.NamedTensorMap): tf.Scalar {
  const squares = Object.values(gradients).map((gradient) => gradient.square().sum());
  return tf.addN(squares).sqrt().asScalar();
}

/** Keeps the ratio of two spreads finite where all images are equal, as in batches of one. */
const EPSILON = 1e-6;

/** How much samples vary beside real images: 1 where it is as much, 0 where all are the same. */
export function relativeSpread(samples: tf.Tensor4D, real: tf.Tensor4D): tf.Scalar {
  return spread(samples).add(EPSILON).div(spread(real).add(EPSILON));
}

/** The standard deviation over a batch's images, averaged over the pixels. */
function spread(images: tf.Tensor4D): tf.Scalar {
  const { variance } = tf.moments(images, 0); // [h, w, c]
  return variance.sqrt().mean();
}
