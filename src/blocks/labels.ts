/** How labels enter networks, as one-hot vectors [n, classes]. */
import * as tf from "@tensorflow/tfjs";
import { dense, type Symbolic } from "./layers.js";

/** Appends the class to a latent vector: [n, latent] to [n, latent + classes]. */
export function appendLabels(z: Symbolic, labels: Symbolic): Symbolic {
  return tf.layers.concatenate({ name: "latent_and_label" }).apply([z, labels]) as Symbolic;
}

/** Appends one constant plane for each class to an image: [n, h, w, c] to [n, h, w, c + classes]. */
export function appendPlanes(images: Symbolic, labels: Symbolic): Symbolic {
  const [, height, width] = images.shape as [null, number, number, number];
  const targetShape = [height, width, labels.shape.at(-1)!];
  const repeat = tf.layers.repeatVector({ n: height * width, name: "label_repeated" });
  const reshape = tf.layers.reshape({ targetShape, name: "label_planes" });
  const planes = reshape.apply(repeat.apply(labels)) as Symbolic; // [n, h, w, classes]
  return tf.layers.concatenate({ name: "image_and_label" }).apply([images, planes]) as Symbolic;
}

/**
 * The projection of features on an embedding of the class, $\langle \mathrm{embed}(y), \phi(x) \rangle$
 * (Miyato and Koyama 2018, eq. 3): features [n, k] and labels [n, classes] to [n, 1].
 *
 * @param spectral whether the embedding is spectrally normalized
 */
export function projection(features: Symbolic, labels: Symbolic, spectral: boolean): Symbolic {
  const units = features.shape.at(-1)!;
  const embedding = dense(labels, { units, name: "embedding", bias: false, spectral }); // [n, k]
  return tf.layers.dot({ axes: -1, name: "projection" }).apply([embedding, features]) as Symbolic;
}
