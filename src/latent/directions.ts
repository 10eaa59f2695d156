import { aLatentModel } from "../models/latent-model.js";
import { aNumber, checkArgument } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { LatentModel } from "../models/latent-model.js";

/** The result of {@link closedFormDirections}. The caller disposes the tensor. */
export interface LatentDirections {
  /** float32 [count, latent], of length 1 and perpendicular to each other, the strongest first. */
  readonly directions: tf.Tensor2D;
  /** How much the first layer lengthens each: $\|A n\|$. */
  readonly strengths: Float32Array;
}

/**
 * Directions in which a generator's images change most, in closed form from its weights alone
 * ("SeFa", Shen and Zhou 2021): the eigenvectors of $A^T A$ with the greatest eigenvalues, where
 * $A$ is the linear layer that acts on the latent vector first. A step $\alpha n$ moves that layer's
 * output by $\alpha A n$, whatever the latent vector.
 *
 * An eigenvector's sign means nothing; the entry of greatest magnitude is made positive.
 *
 * @param weights [latent, k], a dense layer's kernel as TF.js has it, which is $A^T$
 * @param count number of directions, at most `latent`; default 5, or `latent` where that is less
 * @throws RangeError when `count` is not an integer from 1 to `latent`
 * @throws Error when a weight is not finite
 */
export function closedFormDirections(
  weights: tf.Tensor2D,
  count = Math.min(5, weights.shape[0]),
): LatentDirections {
  const [latent] = weights.shape;
  if (!Number.isInteger(count) || count < 1 || count > latent) {
    throw new RangeError(
      `count is expected to be an integer from 1 to ${latent}, the size of the latent vector, ` +
        `but is ${count}; pass for example ${Math.min(5, latent)}.`,
    );
  }
  const product = tf.matMul(weights, weights, false, true) as tf.Tensor2D; // A^T A, [latent, latent]
  const rows = product.arraySync();
  product.dispose();
  if (!rows.every((row) => row.every(Number.isFinite))) {
    throw new Error(
      `The weights are expected to be finite but are not; take them from a model whose training ` +
        `has not failed.`,
    );
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(rows), {
    assumeSymmetric: true,
  });
  const strongest = realEigenvalues
    .map((eigenvalue, column) => ({ eigenvalue, column }))
    .sort((a, b) => b.eigenvalue - a.eigenvalue)
    .slice(0, count);
  const vectors = strongest.map(({ column }) =>
    withPositiveSign(eigenvectorMatrix.getColumn(column)),
  );
  return {
    directions: tf.tensor2d(vectors, [count, latent]),
    // Rounding can make an eigenvalue of zero negative.
    strengths: Float32Array.from(strongest, ({ eigenvalue }) => Math.sqrt(Math.max(0, eigenvalue))),
  };
}

function withPositiveSign(vector: number[]): number[] {
  const greatest = vector.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  return greatest < 0 ? vector.map((x) => -x) : vector;
}

/**
 * {@link closedFormDirections} of a model's first layer.
 *
 * ```ts
 * const model = await digitGenerator();
 * const { directions } = latentDirections(model, 6);
 * const start = model.latents(1);
 * imageGrid(model.decode(traversal(start, directions, { steps: 9 })), { columns: 9 });
 * ```
 *
 * @throws Error when the model has no linear layer that acts on the latent vector first
 */
export function latentDirections(model: LatentModel, count?: number): LatentDirections {
  checkArgument("The model", model, aLatentModel);
  if (count !== undefined) checkArgument("count", count, aNumber(5));
  if (!model.firstLayer) {
    throw new Error(
      `The model is expected to have a firstLayer, the weights that act on a latent vector first, ` +
        `but has none; pass your own weights [latent, k] to closedFormDirections.`,
    );
  }
  const weights = model.firstLayer();
  try {
    return closedFormDirections(weights, count);
  } finally {
    weights.dispose();
  }
}
