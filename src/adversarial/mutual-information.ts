import { aCodePrior } from "../models/codes.js";
import { checkArgument, checkOptions } from "../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import { checkNotNegative } from "../base/errors.js";
import { classificationLoss } from "../losses/index.js";
import type { Codes } from "../models/codes.js";
import type { AdversarialTerm } from "./terms.js";

/** Weights of {@link mutualInformation}. */
export interface MutualInformationOptions {
  /** Weight of categorical codes, $\lambda$; at least 0; default 1, as in the paper. */
  readonly categorical?: number;
  /**
   * Weight of continuous codes; at least 0; default 0.1. The paper chooses a smaller one than for
   * categories, so that the term stays on the scale of the adversarial loss.
   */
  readonly continuous?: number;
}

/**
 * The outputs of a recognition network $Q(c \mid x)$, in the order of the codes: logits of each
 * categorical code, and the means of all continuous ones.
 */
export function recognitionHeads({ categories, continuous }: Codes) {
  const heads = categories.map((units, index) => ({ name: `category_${index + 1}`, units }));
  return continuous > 0 ? [...heads, { name: "continuous", units: continuous }] : heads;
}

/**
 * InfoGAN's mutual-information loss (Chen et al. 2016), for {@link trainGan}'s `terms`. Generator and
 * discriminator minimize $-\lambda L_I$, where $L_I$ is the variational lower bound
 *
 * $$L_I = \mathbb{E}_{c \sim p(c),\, x \sim G(z, c)}[\log Q(c \mid x)] + H(c).$$
 *
 * $Q$ is categorical for categorical codes, and normal with fixed $\sigma = 1$ for continuous ones,
 * as in the authors' experiment on MNIST; each kind of code has its own $\lambda$.
 *
 * In the first step it throws an Error when the discriminator's outputs do not match the prior.
 *
 * @param prior the generator's prior
 * @throws RangeError when a weight is negative or not finite
 */
export function mutualInformation(
  prior: Codes,
  options: MutualInformationOptions = {},
): AdversarialTerm {
  checkArgument("prior", prior, aCodePrior);
  checkOptions("mutualInformation", options);
  const categorical = checkNotNegative("categorical", options.categorical ?? 1);
  const continuous = checkNotNegative("continuous", options.continuous ?? 0.1, 0.1);
  return {
    name: "mutual information loss",
    settings: { categorical, continuous },
    phases: ["discriminator", "generator"],
    value({ latents, onFake: { heads } }) {
      checkHeads(prior, latents, heads);
      const codes = prior.split(latents);
      const losses = codes.categories.map((code, index) =>
        categoricalLoss(heads[`category_${index + 1}`] as tf.Tensor2D, code).mul(categorical),
      );
      if (prior.continuous > 0) {
        const means = heads.continuous as tf.Tensor2D;
        losses.push(continuousLoss(means, codes.continuous).mul(continuous));
      }
      return losses.reduce((sum, loss) => sum.add(loss)) as tf.Scalar;
    },
  };
}

/** $-\log Q(c \mid x) - H(c)$ of a category, mean over the batch; $H(c) = \log k$. */
function categoricalLoss(logits: tf.Tensor2D, code: tf.Tensor2D): tf.Tensor {
  return classificationLoss(logits, code).sub(Math.log(code.shape[1]));
}

/** $-\log \mathcal{N}(c; \mu, 1) - H(c)$, summed over the codes; $H(c) = \log 2$ for each, uniform in [-1, 1]. */
function continuousLoss(means: tf.Tensor2D, code: tf.Tensor2D): tf.Tensor {
  const constant = 0.5 * Math.log(2 * Math.PI) - Math.log(2); // of each code
  const squares = code.sub(means).square().sum(1).mean(); // mean over the batch
  return squares.mul(0.5).add(code.shape[1] * constant);
}

function checkHeads(
  prior: Codes,
  latents: tf.Tensor2D,
  heads: Readonly<Record<string, tf.Tensor>>,
): void {
  const expected = recognitionHeads(prior).map(({ name, units }) => `${name} [n, ${units}]`);
  const actual = Object.entries(heads).map(([name, head]) => `${name} [n, ${head.shape[1]}]`);
  if (expected.join() === actual.join() && latents.shape[1] === prior.latent) return;
  throw new Error(
    `The model is expected to have latent vectors [n, ${prior.latent}] and a discriminator with the ` +
      `outputs ${expected.join(", ")} but has [n, ${latents.shape[1]}] and ` +
      `${actual.join(", ") || "no outputs beside the logits"}; build it with infoGan and the same prior.`,
  );
}
