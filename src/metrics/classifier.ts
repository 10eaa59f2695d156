import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { ready } from "../tensor/backend.js";
import { loadNetwork, type CheckpointCard } from "../tensor/checkpoint.js";
import { applyInParts } from "../tensor/parts.js";
import { formatShape, type ImageShape } from "../tensor/shape.js";

/**
 * A classifier that judges samples: images [n, height, width, channels] in [-1, 1] to the
 * probabilities of classes.
 */
export class Classifier<Image extends ImageShape = ImageShape> {
  constructor(
    readonly image: Image,
    /** Names of the classes. */
    readonly classes: readonly string[],
    /** From images to logits [n, classes]. */
    readonly network: tf.LayersModel,
    /** How it was trained, and its accuracy. */
    readonly card: CheckpointCard,
  ) {}

  /**
   * Class probabilities.
   *
   * @param images [n, height, width, channels] in [-1, 1]
   * @returns float32 [n, classes], each row adds up to 1; the caller disposes it
   * @throws Error when the images have another shape
   */
  probabilities(images: tf.Tensor4D): tf.Tensor2D {
    if (formatShape(images.shape.slice(1)) !== formatShape(this.image)) {
      throw new Error(
        `The classifier expects images of ${formatShape(this.image)} but got ` +
          `${formatShape(images.shape.slice(1))}; pass images as [n, ${this.image.join(", ")}].`,
      );
    }
    return tf.tidy(() => tf.softmax(applyInParts<tf.Tensor2D>(this.network, [images])));
  }

  /** Frees the network's variables. */
  dispose(): void {
    this.network.dispose();
  }
}

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
export async function digitClassifier(): Promise<Classifier<readonly [28, 28, 1]>> {
  await ready();
  const folder = fileURLToPath(new URL("../../data/digit-classifier", import.meta.url));
  const { network, card } = await loadNetwork(folder);
  return new Classifier([28, 28, 1], [..."0123456789"], network, card);
}
