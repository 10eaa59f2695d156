/** How labels enter networks. All of them take classes as one-hot vectors [n, classes]. */
import * as tf from "@tensorflow/tfjs";
import { dense, type Symbolic } from "./pieces.js";

/** Appends the class to a latent vector: [n, latent] to [n, latent + classes]. */
export function appendLabels(z: Symbolic, labels: Symbolic): Symbolic {
  return tf.layers.concatenate({ name: "latent_and_label" }).apply([z, labels]) as Symbolic;
}

/** Appends one plane a class to an image: [n, h, w, c] to [n, h, w, c + classes]. */
export function appendPlanes(images: Symbolic, labels: Symbolic): Symbolic {
  const [, height, width] = images.shape as [null, number, number, number];
  const targetShape = [height, width, labels.shape.at(-1)!];
  const repeated = tf.layers.repeatVector({ n: height * width, name: "label_repeated" });
  const planes = tf.layers.reshape({ targetShape, name: "label_planes" });
  const spread = planes.apply(repeated.apply(labels)) as Symbolic; // [n, h, w, classes]
  return tf.layers.concatenate({ name: "image_and_label" }).apply([images, spread]) as Symbolic;
}

/** $\langle \mathrm{embed}(y), \phi(x) \rangle$: features [n, k] and classes to [n, 1]. */
export function projection(features: Symbolic, labels: Symbolic, spectral: boolean): Symbolic {
  const units = features.shape.at(-1)!;
  const embedding = dense(labels, { units, name: "embedding", bias: false, spectral }); // [n, k]
  return tf.layers.dot({ axes: -1, name: "projection" }).apply([embedding, features]) as Symbolic;
}
