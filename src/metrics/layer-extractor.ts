import * as tf from "@tensorflow/tfjs";
import { checkImageShape, type ImageShape } from "../tensor/shape.js";
import { checkImages, type Extraction, type Extractor } from "../data/extractor.js";

/** The parts of a {@link LayerExtractor}. */
export interface LayerExtractorParts<Image extends ImageShape, Name extends string> {
  /** Names the features in every score, for example `"Inception-v3 pool"`. */
  readonly name: Name;
  /** Shape of the images. */
  readonly image: Image;
  /** Any network on images; it stays its owner's, who disposes it. */
  readonly network: tf.LayersModel;
  /** Name of the layer whose output are the features; one of [n, h, w, k] is averaged over h and w. */
  readonly layer: string;
  /**
   * Turns images [n, ...image] in [-1, 1] into the network's inputs, where it wants another size or
   * range; default: as they are.
   */
  readonly prepare?: (images: tf.Tensor4D) => tf.Tensor4D;
}

/** A layer of any network as an {@link Extractor}. */
export class LayerExtractor<
  Image extends ImageShape = ImageShape,
  Name extends string = string,
> implements Extractor<Image, Name> {
  readonly name: Name;
  readonly image: Image;
  readonly size: number;
  readonly #network: tf.LayersModel;
  readonly #prepare: (images: tf.Tensor4D) => tf.Tensor4D;

  /** @throws Error when the network has no such layer, or its output has no channels known ahead */
  constructor(parts: LayerExtractorParts<Image, Name>) {
    const { name, network, layer, prepare = (images) => images } = parts;
    this.name = name;
    this.image = checkImageShape(parts.image);
    const output = outputOf(network, layer);
    const size = output.shape.at(-1);
    if ((output.shape.length !== 2 && output.shape.length !== 4) || !size) {
      throw new Error(
        `The layer "${layer}" is expected to give features [n, k] or [n, h, w, k] but gives ` +
          `[${output.shape.map((length) => length ?? "n").join(", ")}]; name another layer.`,
      );
    }
    this.size = size;
    this.#network = tf.model({ inputs: network.inputs, outputs: output });
    this.#prepare = prepare;
  }

  /**
   * @throws Error when the images have another shape
   * @throws RangeError when images are not in [-1, 1]; not looked at in captured steps and gradients
   */
  extract(images: tf.Tensor4D): Extraction {
    checkImages(this, images);
    const features = tf.tidy(() => {
      const output = this.#network.apply(this.#prepare(images)) as tf.Tensor; // [n, k] or [n, h, w, k]
      return (output.rank === 4 ? output.mean([1, 2]) : output.clone()) as tf.Tensor2D;
    });
    return { features };
  }
}

/** The output of a network's layer. */
function outputOf(network: tf.LayersModel, layer: string): tf.SymbolicTensor {
  const namedLayer = network.layers.find(({ name }) => name === layer);
  if (!namedLayer) {
    const names = network.layers.map(({ name }) => name).join(", ");
    throw new Error(
      `A layer "${layer}" is expected in ${network.name} but it has ${names}; name one of these.`,
    );
  }
  return namedLayer.output as tf.SymbolicTensor;
}
