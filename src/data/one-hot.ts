import { aList, checkArgument, describeValue } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";

/** Which classes to draw: one for all images, or one for each. */
export type Labels = number | readonly number[] | Uint8Array;

/**
 * Labels as inputs of a conditional network.
 *
 * @param count number of images
 * @param labels default all classes in turn: 0, 1, 2, …
 * @param classes number of classes
 * @returns one-hot vectors, float32 [count, classes]; the caller disposes them
 * @throws RangeError when there is not one label for each image, or one is not a valid class
 */
export function oneHot(count: number, labels: Labels | undefined, classes: number): tf.Tensor2D {
  if (labels !== undefined && typeof labels !== "number")
    checkArgument("labels", labels, aList("a list of classes, or one class,", "[0, 1]"));
  const at = (index: number) =>
    labels === undefined ? index % classes : typeof labels === "number" ? labels : labels[index]!;
  if (typeof labels === "object" && labels.length !== count) {
    throw new RangeError(
      `One label is expected for each of ${count} images but there are ${labels.length}; ` +
        `pass ${count} labels, or one number for all images.`,
    );
  }
  const values = new Float32Array(count * classes);
  for (let image = 0; image < count; image++) {
    const label = at(image);
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new RangeError(
        `A label is expected to be an integer from 0 to ${classes - 1} but is ${describeValue(label)}; ` +
          `pass the index of one of the ${classes} classes.`,
      );
    }
    values[image * classes + label] = 1;
  }
  return tf.tensor2d(values, [count, classes]);
}
