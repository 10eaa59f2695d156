import { checkOptions, required } from "../base/arguments.js";
import { anImageShape, checkImageShape, type ImageShape } from "../tensor/shape.js";
import type { ClassNames } from "./dataset-parts.js";
import { checkFit, type Fit } from "./fit.js";
import { checkColor, type Color } from "./picture.js";

/** Options of `imageFolder` and `streamedImageFolder`. */
export interface ImageFolderOptions<Image extends ImageShape, Classes extends number = number> {
  /** The shape that all images get: [height, width, channels], 1 channel (gray) or 3 (RGB). */
  readonly image: Image;
  /**
   * How an image of another shape gets there: `"cover"` (the default) cuts off what stands out on
   * two sides, `"contain"` adds background on two sides, `"stretch"` changes the proportions.
   */
  readonly fit?: Fit;
  /** Background of transparent images, and the border of `"contain"`; default white. */
  readonly background?: Color;
  /**
   * Whether each sub-folder is a class; default whether there are sub-folders with images. Names
   * select sub-folders and fix the order and, in the types, the number of classes, as a conditional
   * model needs it. Without classes all images are of one, and sub-folders are searched, too.
   */
  readonly classes?: boolean | ClassNames<Classes> | readonly [];
}

/** How pictures become images of one shape. */
export interface ImageFormat<Image extends ImageShape = ImageShape> {
  readonly image: Image;
  readonly fit: Fit;
  readonly background: Color;
}

/** @throws RangeError when an option is not as described */
export function formatOf<Image extends ImageShape>(
  options: ImageFolderOptions<Image>,
): ImageFormat<Image> {
  checkOptions("imageFolder", options, { image: required(anImageShape) });
  const { image } = options;
  const fit = checkFit(options.fit ?? "cover");
  const background = checkColor(options.background ?? [255, 255, 255]);
  const [height, width, channels] = checkImageShape(image);
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(
      `Images of a folder are expected to have 1 channel (gray) or 3 (RGB) but ${channels} are asked ` +
        `for; pass for example image: [${height}, ${width}, 3].`,
    );
  }
  return { image, fit, background };
}
