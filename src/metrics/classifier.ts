import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { ready } from "../tensor/backend.js";
import { loadNetwork, type CheckpointCard } from "../models/checkpoint.js";
import { applyInParts } from "../tensor/parts.js";
import type { ImageShape } from "../tensor/shape.js";
import { checkImages, type Extraction, type Extractor } from "../data/extractor.js";

/** The layer of a classifier whose output are its features. */
const FEATURES = "features";

/**
 * A classifier that judges samples: images [n, height, width, channels] in [-1, 1] to the
 * probabilities of classes, and to the features that it tells the classes apart by.
 */
export class Classifier<
  Image extends ImageShape = ImageShape,
  Name extends string = string,
> implements Extractor<Image, Name> {
  readonly name: Name;
  /** Number of features; 0 where the network has no layer named "features". */
  readonly size: number;
  #both: tf.LayersModel | undefined;

  constructor(
    readonly image: Image,
    /** Names of the classes. */
    readonly classes: readonly string[],
    /** From images to logits [n, classes]; the layer named "features" gives the features [n, k]. */
    readonly network: tf.LayersModel,
    /** Its name, its training and its accuracy. */
    readonly card: CheckpointCard & { readonly name: Name },
  ) {
    this.name = card.name;
    this.size = (this.#features()?.shape.at(-1) as number | undefined) ?? 0;
  }

  /**
   * Class probabilities.
   *
   * @param images [n, height, width, channels] in [-1, 1]
   * @returns float32 [n, classes], each row adds up to 1; the caller disposes it
   * @throws Error when the images have another shape
   * @throws RangeError when images are not in [-1, 1]; not looked at in captured steps and gradients
   */
  probabilities(images: tf.Tensor4D): tf.Tensor2D {
    checkImages(this, images);
    return tf.tidy(() => tf.softmax(applyInParts<tf.Tensor2D>(this.network, [images])));
  }

  /**
   * Features and class probabilities in one pass.
   *
   * @throws Error when the images have another shape, or the network no layer named "features"
   * @throws RangeError when images are not in [-1, 1]; not looked at in captured steps and gradients
   */
  extract(images: tf.Tensor4D): Required<Extraction> {
    checkImages(this, images);
    const features = this.#features();
    if (!features) {
      throw new Error(
        `The network of the ${this.name} is expected to have a layer named "${FEATURES}" but has ` +
          `none; name its last hidden layer so.`,
      );
    }
    const { inputs, outputs } = this.network;
    this.#both ??= tf.model({ inputs, outputs: [features, outputs[0]!] });
    return tf.tidy(() => {
      const [values, logits] = this.#both!.apply(images) as [tf.Tensor2D, tf.Tensor2D];
      return { features: values, probabilities: tf.softmax(logits) };
    });
  }

  /** Frees the network's variables. */
  dispose(): void {
    this.network.dispose();
  }

  #features(): tf.SymbolicTensor | undefined {
    const layer = this.network.layers.find(({ name }) => name === FEATURES);
    return layer?.output as tf.SymbolicTensor | undefined;
  }
}

/**
 * A classifier that ships with Ganvas, in the folder of its name under `data/`.
 *
 * @throws Error when the files are missing, truncated or altered
 */
export async function shippedClassifier<Image extends ImageShape, Name extends string>(
  name: Name,
  image: Image,
  classes: readonly string[],
): Promise<Classifier<Image, Name>> {
  await ready();
  const folder = new URL(`../../data/${name.replaceAll(" ", "-")}`, import.meta.url);
  const { network, card } = await loadNetwork(fileURLToPath(folder));
  return new Classifier(image, classes, network, { ...card, name });
}
