import * as tf from "@tensorflow/tfjs";
import { shippedClassifier, type Classifier } from "./classifier.js";

/** The network of the digit classifier: two convolutions, two dense layers, logits at the end. */
export function digitClassifierNetwork(): tf.Sequential {
  const network = tf.sequential({ name: "digit-classifier" });
  const convolution = { kernelSize: 5, padding: "same", activation: "relu" } as const;
  network.add(tf.layers.conv2d({ ...convolution, filters: 16, inputShape: [28, 28, 1] }));
  network.add(tf.layers.maxPooling2d({ poolSize: 2 })); // [n, 14, 14, 16]
  network.add(tf.layers.conv2d({ ...convolution, filters: 32 }));
  network.add(tf.layers.maxPooling2d({ poolSize: 2 })); // [n, 7, 7, 32]
  network.add(tf.layers.flatten()); // [n, 1568]
  network.add(tf.layers.dense({ units: 128, activation: "relu", name: "features" }));
  network.add(tf.layers.dense({ units: 10, name: "logits" }));
  return network;
}

/**
 * The digit classifier that ships with Ganvas, trained by its own code; `card.metrics` has its
 * accuracy on MNIST's test images.
 *
 * @throws Error when the shipped files are missing, truncated or altered
 */
export async function digitClassifier(): Promise<
  Classifier<readonly [28, 28, 1], "digit classifier">
> {
  return shippedClassifier("digit classifier", [28, 28, 1], [..."0123456789"]);
}
