import * as tf from "@tensorflow/tfjs";
import { shippedClassifier, type Classifier } from "./classifier.js";

/** The network of the fashion classifier: as the digit classifier's, with more filters of 3x3. */
export function fashionClassifierNetwork(): tf.Sequential {
  const network = tf.sequential({ name: "fashion-classifier" });
  const convolution = { kernelSize: 3, padding: "same", activation: "relu" } as const;
  network.add(tf.layers.conv2d({ ...convolution, filters: 32, inputShape: [28, 28, 1] }));
  network.add(tf.layers.maxPooling2d({ poolSize: 2 })); // [n, 14, 14, 32]
  network.add(tf.layers.conv2d({ ...convolution, filters: 64 }));
  network.add(tf.layers.maxPooling2d({ poolSize: 2 })); // [n, 7, 7, 64]
  network.add(tf.layers.flatten()); // [n, 3136]
  network.add(tf.layers.dense({ units: 128, activation: "relu", name: "features" }));
  network.add(tf.layers.dense({ units: 10, name: "logits" }));
  return network;
}

/**
 * The classifier of Fashion-MNIST that ships with Ganvas, trained by its own code; `card.metrics`
 * has its accuracy on the test images.
 *
 * @throws Error when the shipped files are missing, truncated or altered
 */
export async function fashionClassifier(): Promise<
  Classifier<readonly [28, 28, 1], "fashion classifier">
> {
  const classes = [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
  ];
  return shippedClassifier("fashion classifier", [28, 28, 1], classes);
}
