import { aList, aNumber, checkArgument } from "../base/arguments.js";
export { checkPositiveInteger } from "../base/errors.js";

/** The shape of one image, `[height, width, channels]`, known to the type system. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** A shape as people read it: `28x28x1`. */
export function formatShape(shape: readonly (number | null)[]): string {
  return shape.map((size) => size ?? "?").join("x");
}

/** `[height, width, channels]`, whatever the sizes. */
export const anImageShape = aList("[height, width, channels]", "[28, 28, 1]", aNumber(28));

/** @throws RangeError unless every size of the image shape is a positive integer */
export function checkImageShape<const Image extends ImageShape>(image: Image): Image {
  checkArgument("image", image, anImageShape);
  if (image.length === 3 && image.every((size) => Number.isInteger(size) && size > 0)) return image;
  throw new RangeError(
    `An image shape is expected to be [height, width, channels] in positive integers but is ` +
      `[${image.join(", ")}]; pass for example [28, 28, 1].`,
  );
}
