import { formatShape, type ImageShape } from "../tensor/shape.js";

/** Names of classes; how many there are is part of the type. */
export type ClassNames<Classes extends number = number> = readonly string[] & {
  readonly length: Classes;
};

/** The parts of a {@link Dataset}. */
export interface DatasetParts<
  Image extends ImageShape = ImageShape,
  Classes extends number = number,
> {
  /** Name for messages and charts, for example `"MNIST train"`. */
  readonly name: string;
  /** Shape of one image. */
  readonly image: Image;
  /**
   * All pixels, in the order [image, row, column, channel]: bytes 0..255, or floats that are in
   * [-1, 1] already.
   */
  readonly pixels: Uint8Array | Float32Array;
  /** The class of each image, an index into `classes`. */
  readonly labels: Uint8Array;
  /** Names of the classes. (The empty list lets TypeScript count the names of a literal one.) */
  readonly classes: ClassNames<Classes> | readonly [];
}

/** @throws RangeError unless `pixels` are those of `count` images, and floats are in [-1, 1] */
export function checkPixels(
  name: string,
  pixels: Uint8Array | Float32Array,
  count: number,
  image: ImageShape,
): void {
  const floats = pixels instanceof Float32Array;
  const expected = count * image[0] * image[1] * image[2];
  if (pixels.length !== expected) {
    throw new RangeError(
      `${name} is expected to hold ${expected} ${floats ? "floats" : "bytes"} (${count} images of ` +
        `${formatShape(image)}) but holds ${pixels.length}; pass one label for each image.`,
    );
  }
  if (!floats) return;
  const wrong = pixels.findIndex((value) => !(Math.abs(value) <= 1)); // NaN is wrong, too
  if (wrong < 0) return;
  throw new RangeError(
    `${name} is expected to hold floats in [-1, 1] but holds ${pixels[wrong]} in image ` +
      `${Math.floor((wrong * count) / expected)}; scale the pixels, or pass bytes (0..255) as a Uint8Array.`,
  );
}

/** @throws RangeError unless each label is an index into `classes` */
export function checkLabels(name: string, labels: Uint8Array, classes: readonly string[]): void {
  const wrong = labels.findIndex((label) => label >= classes.length);
  if (wrong < 0) return;
  throw new RangeError(
    `${name} is expected to have labels from 0 to ${classes.length - 1} (its classes are ` +
      `${shortList(classes)}) but image ${wrong} has the label ${labels[wrong]}; name all classes or correct the label.`,
  );
}

/** The first and the last names of many. */
export function shortList(names: readonly string[]): string {
  if (names.length <= 12) return names.join(", ");
  return `${names.slice(0, 10).join(", ")}, … ${names.at(-1)}`;
}
