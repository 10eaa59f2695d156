import * as tf from "@tensorflow/tfjs";
import { INSPECT } from "../display/shown.js";
import { formatShape, type ImageShape } from "../tensor/shape.js";

/** What a {@link Dataset} is made of. */
export interface DatasetParts<Image extends ImageShape> {
  /** Name for messages and charts, for example `"MNIST train"`. */
  readonly name: string;
  /** Shape of one image. */
  readonly image: Image;
  /** All pixels, 0..255, in the order [image, row, column, channel]. */
  readonly pixels: Uint8Array;
  /** The class of each image, an index into `classes`. */
  readonly labels: Uint8Array;
  /** Names of the classes. */
  readonly classes: readonly string[];
}

/**
 * Labelled images in memory, as bytes; tensors are made only for the images that are asked for.
 *
 * @typeParam Image the shape of one image, so that a model of another shape does not compile
 */
export class Dataset<const Image extends ImageShape = ImageShape> implements DatasetParts<Image> {
  readonly name: string;
  readonly image: Image;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
  /** Number of images. */
  readonly size: number;

  /** @throws RangeError when pixels, labels and shape do not fit each other */
  constructor(parts: DatasetParts<Image>) {
    const { name, image, pixels, labels, classes } = parts;
    const expected = labels.length * image[0] * image[1] * image[2];
    if (pixels.length !== expected) {
      throw new RangeError(
        `${name} is expected to hold ${expected} bytes (${labels.length} images of ` +
          `${formatShape(image)}) but holds ${pixels.length}; pass one label for each image.`,
      );
    }
    this.name = name;
    this.image = image;
    this.pixels = pixels;
    this.labels = labels;
    this.classes = classes;
    this.size = labels.length;
  }

  /**
   * Images as a new tensor.
   *
   * @param indices which images; default all of them
   * @returns float32 [n, height, width, channels] in [-1, 1]; the caller disposes it
   * @throws RangeError when an index is not an image's
   */
  images(indices?: Iterable<number>): tf.Tensor4D {
    const [height, width, channels] = this.image;
    const pixelsPerImage = height * width * channels;
    const picked = indices ? [...indices] : Array.from({ length: this.size }, (_, i) => i);
    const values = new Float32Array(picked.length * pixelsPerImage);
    let at = 0;
    for (const index of picked) {
      this.#check(index);
      const start = index * pixelsPerImage;
      for (let i = start; i < start + pixelsPerImage; i++)
        values[at++] = this.pixels[i]! / 127.5 - 1;
    }
    return tf.tensor4d(values, [picked.length, height, width, channels]);
  }

  /** The labels of some images, in their order. Default: all labels. */
  labelsOf(indices?: Iterable<number>): Uint8Array {
    if (!indices) return this.labels.slice();
    return Uint8Array.from(indices, (index) => this.labels[this.#check(index)]!);
  }

  /** A new data set of some of the images, in the given order. */
  pick(indices: Iterable<number>, name = `part of ${this.name}`): Dataset<Image> {
    const picked = [...indices];
    const pixelsPerImage = this.image[0] * this.image[1] * this.image[2];
    const pixels = new Uint8Array(picked.length * pixelsPerImage);
    picked.forEach((index, at) => {
      const start = this.#check(index) * pixelsPerImage;
      pixels.set(this.pixels.subarray(start, start + pixelsPerImage), at * pixelsPerImage);
    });
    const { image, classes } = this;
    return new Dataset({ name, image, pixels, labels: this.labelsOf(picked), classes });
  }

  /** The first `count` images as a new data set. */
  take(count: number): Dataset<Image> {
    return this.pick(Array.from({ length: Math.min(count, this.size) }, (_, i) => i));
  }

  /** A short line for consoles and notebooks. */
  toString(): string {
    return `${this.name}: ${this.size} images of ${formatShape(this.image)}, ${this.classes.length} classes`;
  }

  [INSPECT](): string {
    return this.toString();
  }

  #check(index: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.size) return index;
    throw new RangeError(
      `${this.name} has images 0 to ${this.size - 1} but image ${index} was asked for; pass an index in that range.`,
    );
  }
}
