import { describeValue } from "../base/arguments.js";
import { refusal } from "../base/errors.js";
import { formatShape, type ImageShape } from "../tensor/shape.js";
import { ROUNDING } from "./image-values.js";

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
   * [-1, 1] already. Floats of 64 bits are rounded to 32.
   */
  readonly pixels: Uint8Array | Uint8ClampedArray | Float32Array | Float64Array;
  /** The class of each image, an index into `classes`. */
  readonly labels: ArrayLike<number>;
  /** Names of the classes, at most 256. (The empty list lets TypeScript count the names of a literal one.) */
  readonly classes: ClassNames<Classes> | readonly [];
}

/**
 * The pixels of `count` images as a data set keeps them: bytes, or floats of 32 bits.
 *
 * @throws RangeError for arrays of other numbers, for pixels of more or fewer images, and for floats
 *   that are not in [-1, 1], but for rounding
 */
export function checkedPixels(
  name: string,
  pixels: DatasetParts["pixels"],
  count: number,
  image: ImageShape,
): Uint8Array | Float32Array {
  // Notebooks and JavaScript pass anything, and another realm's arrays are no instances of this one's.
  const kind = Object.prototype.toString.call(pixels).slice("[object ".length, -1);
  const floats = kind === "Float32Array" || kind === "Float64Array";
  if (!floats && kind !== "Uint8Array" && kind !== "Uint8ClampedArray") {
    const expected = "a Uint8Array (0..255) or a Float32Array (in [-1, 1])";
    const advice = "copy the pixels into the one that fits their range, such as Uint8Array.from";
    throw new RangeError(refusal(`pixels of ${name}`, expected, `of the kind ${kind}`, advice));
  }
  const expected = count * image[0] * image[1] * image[2];
  if (pixels.length !== expected) {
    throw new RangeError(
      `${name} is expected to hold ${expected} ${floats ? "floats" : "bytes"} (${count} images of ` +
        `${formatShape(image)}) but holds ${pixels.length}; pass one label for each image.`,
    );
  }
  if (!floats) {
    const { buffer, byteOffset } = pixels;
    return pixels instanceof Uint8Array ? pixels : new Uint8Array(buffer, byteOffset, expected);
  }
  const wrong = pixels.findIndex((value) => !(Math.abs(value) <= 1 + ROUNDING)); // also NaN
  if (wrong < 0) return pixels instanceof Float32Array ? pixels : Float32Array.from(pixels);
  throw new RangeError(
    `${name} is expected to hold floats in [-1, 1] but holds ${pixels[wrong]} in image ` +
      `${Math.floor((wrong * count) / expected)}; scale the pixels, or pass bytes (0..255) as a Uint8Array.`,
  );
}

/**
 * Labels as bytes.
 *
 * @throws RangeError unless each label is an index into `classes`, of which there are at most 256
 */
export function checkedLabels(
  name: string,
  labels: ArrayLike<number>,
  classes: readonly string[],
): Uint8Array {
  if (classes.length > 256) {
    throw new RangeError(
      refusal(`classes of ${name}`, "at most 256 names", classes.length, "join classes"),
    );
  }
  if (typeof labels === "string" || typeof labels?.length !== "number") {
    const expected = "a list with the class of each image";
    throw new RangeError(
      refusal(
        `labels of ${name}`,
        expected,
        describeValue(labels),
        "pass for example a Uint8Array",
      ),
    );
  }
  for (let image = 0; image < labels.length; image++) {
    const label = labels[image]!;
    if (Number.isInteger(label) && label >= 0 && label < classes.length) continue;
    throw new RangeError(
      `${name} is expected to have labels from 0 to ${classes.length - 1} (its classes are ` +
        `${shortList(classes)}) but image ${image} has the label ${describeValue(label)}; name all classes or correct the label.`,
    );
  }
  return labels instanceof Uint8Array ? labels : Uint8Array.from(labels);
}

/** The first and the last names of many. */
export function shortList(names: readonly string[]): string {
  if (names.length <= 12) return names.join(", ");
  return `${names.slice(0, 10).join(", ")}, … ${names.at(-1)}`;
}
