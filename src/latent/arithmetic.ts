import * as tf from "@tensorflow/tfjs";
import { checkSameSize, rows, type Latents } from "./vectors.js";

/**
 * Vector arithmetic of concepts, $\bar a - \bar b + \bar c$, where a bar is the mean of several
 * latent vectors whose images show one concept (Radford, Metz and Chintala 2016, section 6.3.2: of
 * three each; single vectors are unstable).
 *
 * ```ts
 * declare const model: LatentModel; // of faces
 * declare const smilingWomen: tf.Tensor2D, neutralWomen: tf.Tensor2D, neutralMen: tf.Tensor2D;
 * // smiling woman - neutral woman + neutral man = smiling man
 * imageGrid(model.decode(analogy(smilingWomen, neutralWomen, neutralMen)));
 * ```
 *
 * @param a latent vectors [latent] or [n, latent]
 * @param b what is taken away, likewise
 * @param c what it is put upon, likewise
 * @returns float32 [1, latent]; the caller disposes it
 * @throws Error when the vectors are of different sizes
 */
export function analogy(a: Latents, b: Latents, c: Latents): tf.Tensor2D {
  checkSameSize(a, b);
  checkSameSize(a, c);
  const mean = (vectors: Latents) =>
    rows(vectors, "The vectors of an analogy are").mean<tf.Tensor2D>(0, true); // [1, latent]
  return tf.tidy(() => mean(a).sub(mean(b)).add(mean(c)));
}

/**
 * The direction from one class to another: the mean of the latent vectors whose images are of class
 * `b`, less that of class `a` (Larsen et al. 2016). Adding it to a latent vector of `a` leads to
 * `b`.
 *
 * @param latents [n, latent]
 * @param labels the class of each vector's image, n of them, for example as a classifier says
 * @param a the class to leave
 * @param b the class to reach
 * @returns float32 [1, latent], not normalized; the caller disposes it
 * @throws Error when there is not a label for each vector, or none of a class
 */
export function attributeDirection(
  latents: tf.Tensor2D,
  labels: ArrayLike<number>,
  a: number,
  b: number,
): tf.Tensor2D {
  const count = latents.shape[0];
  if (labels.length !== count) {
    throw new Error(
      `A label is expected for each of ${count} latent vectors but there are ${labels.length}; ` +
        `pass the class of each vector's image.`,
    );
  }
  const meanOf = (wanted: number) => {
    const members = Array.from(labels).flatMap((label, index) => (label === wanted ? [index] : []));
    if (members.length > 0) return tf.gather(latents, members).mean<tf.Tensor2D>(0, true);
    throw new Error(
      `Latent vectors of class ${wanted} are expected among the labels but there are none; ` +
        `draw more of them, or name another class.`,
    );
  };
  return tf.tidy(() => meanOf(b).sub(meanOf(a)));
}
