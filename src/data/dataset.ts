import { aList, aText, checkOptions, required } from "../base/arguments.js";
import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs";
import { DISPLAY, type MimeBundle } from "../display/index.js";
import { checkImageShape, type ImageShape } from "../tensor/shape.js";
import {
  checkedLabels,
  checkedPixels,
  type ClassNames,
  type DatasetParts,
} from "./dataset-parts.js";
import type { ImageSet } from "./image-set.js";
import { LabeledImages, listed } from "./labeled-images.js";
import { thumbnails } from "./thumbnails.js";

/**
 * Labeled images in memory; tensors are made only for the images that are asked for.
 *
 * A notebook shows it as its first images.
 *
 * @typeParam Image the shape of one image, so that a model of another shape does not compile
 * @typeParam Classes the number of classes, so that a model of other classes does not compile
 */
export class Dataset<const Image extends ImageShape = ImageShape, Classes extends number = number>
  extends LabeledImages<Image, Classes, Dataset<Image, Classes>>
  implements DatasetParts<Image, Classes>, ImageSet<Image, Classes>
{
  readonly name: string;
  readonly image: Image;
  readonly pixels: Uint8Array | Float32Array;
  readonly labels: Uint8Array;
  readonly classes: ClassNames<Classes>;
  /** Number of images. */
  readonly size: number;

  /**
   * @throws RangeError when pixels, labels and shape do not fit each other, when pixels are neither
   * bytes nor floats, when a label is not an index into `classes`, or when a float pixel is not in
   * [-1, 1]
   */
  constructor(parts: DatasetParts<Image, Classes>) {
    super();
    checkOptions("Dataset", parts, {
      name: required(aText("digits")),
      classes: required(aList("a list of names", '["cat", "dog"]', aText("cat"))),
    });
    const { name, image, classes } = parts;
    this.name = name;
    this.image = checkImageShape(image);
    this.labels = checkedLabels(name, parts.labels, classes);
    this.size = this.labels.length;
    this.pixels = checkedPixels(name, parts.pixels, this.size, image);
    this.classes = classes as ClassNames<Classes>;
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

  /** A new data set of some of the images, in the given order. */
  pick(indices: Iterable<number>, name = `part of ${this.name}`): Dataset<Image, Classes> {
    const picked = listed(indices);
    const each = this.image[0] * this.image[1] * this.image[2];
    const length = picked.length * each;
    const bytes = this.pixels instanceof Uint8Array;
    const pixels = bytes ? new Uint8Array(length) : new Float32Array(length);
    for (let at = 0; at < picked.length; at++) {
      const start = this.checkIndex(picked[at]!) * each;
      pixels.set(this.pixels.subarray(start, start + each), at * each);
    }
    const { image, classes } = this;
    return new Dataset({ name, image, pixels, labels: this.labelsOf(picked), classes });
  }

  /**
   * A text that other images or labels would not have: SHA-256 of all pixels and labels, of the images'
   * shape and of the number of classes. It is computed in each call, because pixels may be changed in
   * place; the 60,000 images of MNIST take about a twentieth of a second.
   */
  checksum(): string {
    const { pixels, labels, image, classes } = this;
    const kind = pixels instanceof Float32Array ? "floats" : "bytes"; // one byte has two meanings
    const hash = createHash("sha256").update(JSON.stringify([kind, image, classes.length]));
    return hash.update(labels).update(pixels).digest("hex");
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
      const start = (indices ? this.checkIndex(indices[image]!) : image) * each;
      const to = image * each;
      if (pixels instanceof Float32Array) values.set(pixels.subarray(start, start + each), to);
      else for (let i = 0; i < each; i++) values[to + i] = pixels[start + i]! / 127.5 - 1;
    }
    return values;
  }
}
