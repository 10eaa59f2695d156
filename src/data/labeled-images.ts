import { checkPositiveInteger } from "../base/errors.js";
import { aNumber, checkArgument, checkOptions, describeValue } from "../base/arguments.js";
import { Shown } from "../display/index.js";
import { deriveSeed } from "../tensor/random/index.js";
import { formatShape, type ImageShape } from "../tensor/shape.js";
import type { ClassNames } from "./dataset-parts.js";
import { permutation } from "./shuffle.js";

/**
 * Labeled images, wherever their pixels are: labels, and parts of the images by their indices.
 *
 * @typeParam Part a data set of some of the images
 */
export abstract class LabeledImages<
  Image extends ImageShape,
  Classes extends number,
  Part,
> extends Shown {
  abstract readonly name: string;
  /** Shape of one image. */
  abstract readonly image: Image;
  /** The class of each image, an index into `classes`. */
  abstract readonly labels: Uint8Array;
  abstract readonly classes: ClassNames<Classes>;
  /** Number of images. */
  abstract readonly size: number;

  /** A new data set of some of the images, in the given order. Default name: "part of" this one's. */
  abstract pick(indices: Iterable<number>, name?: string): Part;

  /** The labels of some images, in their order. Default: all labels. */
  labelsOf(indices?: Iterable<number>): Uint8Array {
    if (!indices) return this.labels.slice();
    checkIndices(indices);
    return Uint8Array.from(indices, (index) => this.labels[this.checkIndex(index)]!);
  }

  /** The first `count` images as a new data set. */
  take(count: number): Part {
    checkPositiveInteger("count", count, 1000);
    return this.pick(Array.from({ length: Math.min(count, this.size) }, (_, i) => i));
  }

  /**
   * The images in an order fixed by the seed, as a new data set. Training shuffles by itself.
   *
   * @param seed integer from 0 to 2^32 - 1; default 0
   */
  shuffle(seed = 0): Part {
    return this.pick(permutation(this.size, deriveSeed(seed, "shuffle")), `${this.name}, shuffled`);
  }

  /**
   * Two data sets without a common image, drawn at random: for training and for validation.
   *
   * @param share of the images that the first one gets, rounded to whole images; in (0, 1)
   * @param seed fixes which ones: integer from 0 to 2^32 - 1; default 0
   * @throws RangeError when one of the two would be empty
   */
  split(share: number, options: { readonly seed?: number } = {}): [Part, Part] {
    checkArgument("share", share, aNumber(0.9));
    const { seed = 0 } = checkOptions("split", options);
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
  ofClass(label: number | string): Part {
    const index = typeof label === "string" ? this.classes.indexOf(label) : label;
    const picked: number[] = [];
    this.labels.forEach((labelOfImage, image) => labelOfImage === index && picked.push(image));
    if (picked.length > 0) return this.pick(picked, `${this.name}: ${this.classes[index]}`);
    throw new RangeError(
      `A class is expected that ${this.name} has images of (${this.classes.join(", ")}, or their ` +
        `numbers from 0) but is ${describeValue(label)}; pass one of these.`,
    );
  }

  /** A short line for consoles and notebooks. */
  toString(): string {
    const classes = `${this.classes.length} class${this.classes.length === 1 ? "" : "es"}`;
    const images = `${this.size} image${this.size === 1 ? "" : "s"}`;
    return `${this.name}: ${images} of ${formatShape(this.image)}, ${classes}`;
  }

  /** @throws RangeError when an index is not an image's */
  protected checkIndex(index: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.size) return index;
    throw new RangeError(
      `${this.name} has images 0 to ${this.size - 1} but image ${index} was asked for; pass an index in that range.`,
    );
  }
}

/** Arrays and typed arrays as they are, anything else as an array. */
export function listed(indices: Iterable<number>): ArrayLike<number> & Iterable<number> {
  checkIndices(indices);
  return Array.isArray(indices) || indices instanceof Uint32Array ? indices : [...indices];
}

const checkIndices = (indices: Iterable<number>) =>
  checkArgument("indices", indices, {
    ...{ expected: "a list of numbers", example: "[0, 1, 2]" },
    is: (value) => typeof (value as Iterable<number> | null)?.[Symbol.iterator] === "function",
  });
