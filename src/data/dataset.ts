import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs";
import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import { deriveSeed } from "../tensor/random/index.js";
import { checkImageShape, formatShape, type ImageShape } from "../tensor/shape.js";
import { checkLabels, checkPixels, type ClassNames, type DatasetParts } from "./dataset-parts.js";
import { permutation } from "./shuffle.js";
import { thumbnails } from "./thumbnails.js";

/** How much of the pixels goes into a checksum at either end. */
const ENDS = 64 * 1024;

/**
 * Labeled images in memory; tensors are made only for the images that are asked for.
 *
 * A notebook shows it as its first images.
 *
 * @typeParam Image the shape of one image, so that a model of another shape does not compile
 * @typeParam Classes the number of classes, so that a model of other classes does not compile
 */
export class Dataset<const Image extends ImageShape = ImageShape, Classes extends number = number>
  extends Shown
  implements DatasetParts<Image, Classes>
{
  readonly name: string;
  readonly image: Image;
  readonly pixels: Uint8Array | Float32Array;
  readonly labels: Uint8Array;
  readonly classes: ClassNames<Classes>;
  /** Number of images. */
  readonly size: number;

  /**
   * @throws RangeError when pixels, labels and shape do not fit each other, when a label is not an
   * index into `classes`, or when a float pixel is not in [-1, 1]
   */
  constructor(parts: DatasetParts<Image, Classes>) {
    super();
    const { name, image, pixels, labels, classes } = parts;
    checkImageShape(image);
    checkPixels(name, pixels, labels.length, image);
    checkLabels(name, labels, classes);
    this.name = name;
    this.image = image;
    this.pixels = pixels;
    this.labels = labels;
    this.classes = classes as ClassNames<Classes>;
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
    const values = this.#values(indices && listed(indices)); // [n * height * width * channels]
    const count = values.length / (height * width * channels);
    return tf.tensor4d(values, [count, height, width, channels]);
  }

  /** The labels of some images, in their order. Default: all labels. */
  labelsOf(indices?: Iterable<number>): Uint8Array {
    if (!indices) return this.labels.slice();
    return Uint8Array.from(indices, (index) => this.labels[this.#check(index)]!);
  }

  /** A new data set of some of the images, in the given order. */
  pick(indices: Iterable<number>, name = `part of ${this.name}`): Dataset<Image, Classes> {
    const picked = listed(indices);
    const each = this.image[0] * this.image[1] * this.image[2];
    const length = picked.length * each;
    const bytes = this.pixels instanceof Uint8Array;
    const pixels = bytes ? new Uint8Array(length) : new Float32Array(length);
    for (let at = 0; at < picked.length; at++) {
      const start = this.#check(picked[at]!) * each;
      pixels.set(this.pixels.subarray(start, start + each), at * each);
    }
    const { image, classes } = this;
    return new Dataset({ name, image, pixels, labels: this.labelsOf(picked), classes });
  }

  /**
   * A number that other images or labels would hardly have: SHA-256, of the labels and of the first
   * and last 64 KiB of the pixels, so that it takes no time.
   */
  checksum(): string {
    const { buffer, byteOffset, byteLength } = this.pixels;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    const hash = createHash("sha256").update(this.labels);
    return hash.update(bytes.subarray(0, ENDS)).update(bytes.subarray(-ENDS)).digest("hex");
  }

  /** The first `count` images as a new data set. */
  take(count: number): Dataset<Image, Classes> {
    return this.pick(Array.from({ length: Math.min(count, this.size) }, (_, i) => i));
  }

  /**
   * The images in an order fixed by the seed, as a new data set. Training shuffles by itself.
   *
   * @param seed integer from 0 to 2^32 - 1; default 0
   */
  shuffle(seed = 0): Dataset<Image, Classes> {
    return this.pick(permutation(this.size, deriveSeed(seed, "shuffle")), `${this.name}, shuffled`);
  }

  /**
   * Two data sets without a common image, drawn at random: for training and for validation.
   *
   * @param share of the images that the first one gets, rounded to whole images; in (0, 1)
   * @param seed fixes which ones: integer from 0 to 2^32 - 1; default 0
   * @throws RangeError when one of the two would be empty
   */
  split(
    share: number,
    { seed = 0 }: { readonly seed?: number } = {},
  ): [Dataset<Image, Classes>, Dataset<Image, Classes>] {
    const first = Math.round(share * this.size);
    if (!(first > 0 && first < this.size)) {
      throw new RangeError(
        `The share of a split is expected to leave images of ${this.name} (${this.size}) on both ` +
          `sides but is ${share}; pass for example 0.9.`,
      );
    }
    const order = permutation(this.size, deriveSeed(seed, "split"));
    const percent = (count: number) => `${+((100 * count) / this.size).toFixed(1)} %`;
    return [
      this.pick(order.subarray(0, first), `${this.name} (${percent(first)})`),
      this.pick(order.subarray(first), `${this.name} (other ${percent(this.size - first)})`),
    ];
  }

  /**
   * The images of one class, as a new data set of the same classes.
   *
   * @param label index or name of the class
   * @throws RangeError when there is no such class or no image of it
   */
  ofClass(label: number | string): Dataset<Image, Classes> {
    const index = typeof label === "string" ? this.classes.indexOf(label) : label;
    const picked: number[] = [];
    this.labels.forEach((found, image) => found === index && picked.push(image));
    if (picked.length > 0) return this.pick(picked, `${this.name}: ${this.classes[index]}`);
    throw new RangeError(
      `A class is expected that ${this.name} has images of (${this.classes.join(", ")}, or their ` +
        `numbers from 0) but is ${JSON.stringify(label)}; pass one of these.`,
    );
  }

  /** A short line for consoles and notebooks. */
  toString(): string {
    const classes = `${this.classes.length} class${this.classes.length === 1 ? "" : "es"}`;
    const images = `${this.size} image${this.size === 1 ? "" : "s"}`;
    return `${this.name}: ${images} of ${formatShape(this.image)}, ${classes}`;
  }

  [DISPLAY](): MimeBundle {
    const picture = thumbnails(this);
    return { ...(picture && { "image/png": picture }), "text/plain": this.toString() };
  }

  /** Every step of training comes through here: plain loops, and no list of all indices. */
  #values(indices: ArrayLike<number> | undefined): Float32Array {
    const each = this.image[0] * this.image[1] * this.image[2];
    const count = indices ? indices.length : this.size;
    const values = new Float32Array(count * each);
    const { pixels } = this;
    for (let image = 0; image < count; image++) {
      const start = (indices ? this.#check(indices[image]!) : image) * each;
      const to = image * each;
      if (pixels instanceof Float32Array) values.set(pixels.subarray(start, start + each), to);
      else for (let i = 0; i < each; i++) values[to + i] = pixels[start + i]! / 127.5 - 1;
    }
    return values;
  }

  #check(index: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.size) return index;
    throw new RangeError(
      `${this.name} has images 0 to ${this.size - 1} but image ${index} was asked for; pass an index in that range.`,
    );
  }
}

/** Arrays and typed arrays as they are, anything else as an array. */
function listed(indices: Iterable<number>): ArrayLike<number> & Iterable<number> {
  return Array.isArray(indices) || indices instanceof Uint32Array ? indices : [...indices];
}
