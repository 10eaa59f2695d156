import { aText, checkArgument } from "../base/arguments.js";
import { basename, resolve } from "node:path";
import { kernelHost } from "../display/index.js";
import { ProgressLine } from "../display/progress-line.js";
import { ready } from "../tensor/backend.js";
import type { NoInfer } from "../tensor/no-infer.js";
import type { ImageShape } from "../tensor/shape.js";
import { Dataset } from "./dataset.js";
import type { ClassNames, DatasetParts } from "./dataset-parts.js";
import { type ImageFile, imageFiles, imagesRead } from "./image-files.js";
import { formatOf, type ImageFolderOptions } from "./image-folder-options.js";
import { readImage } from "./image-tasks.js";
import { reasonOf, reportSkipped, type SkippedFile } from "./skipped-files.js";

/** The images of a folder, see {@link imageFolder}. */
export class ImageFolder<
  const Image extends ImageShape = ImageShape,
  Classes extends number = number,
> extends Dataset<Image, Classes> {
  constructor(
    parts: DatasetParts<Image, Classes>,
    /** The file of each image. */
    readonly files: readonly string[],
    /** The files that could not be used. */
    readonly skipped: readonly SkippedFile[],
  ) {
    super(parts);
  }
}

/**
 * The images of a folder of the user: PNG, JPEG, GIF, BMP, WebP and AVIF (the first picture of an
 * animation), in the order of their names.
 *
 * Each image is put on the background, cut or framed to the proportions wanted, reduced by the mean
 * over areas, and made gray where one channel is wanted. Images are never enlarged. Files that are
 * unreadable, damaged or too small are skipped: `skipped` lists them, and one line on stderr says so.
 * Nothing is stored on the disk. Also waits for the backend. `streamedImageFolder` gives the same images
 * where they do not fit in memory.
 *
 * @throws RangeError when an option is not as described
 * @throws Error when there is no such folder, or no image in it that can be used
 */
export async function imageFolder<const Image extends ImageShape, Classes extends number = number>(
  path: string,
  options: ImageFolderOptions<Image, Classes>,
): Promise<ImageFolder<Image, NoInfer<Classes>>> {
  checkArgument("path", path, aText("pictures"));
  const format = formatOf(options);
  const { image } = format;
  const name = basename(resolve(path));
  const listing = await imageFiles(path, options.classes);
  await ready();
  const each = image[0] * image[1] * image[2];
  const pixels = new Uint8Array(listing.files.length * each);
  const used: ImageFile[] = [];
  const skipped: SkippedFile[] = [...listing.skipped];
  const count = { done: 0, total: listing.files.length };
  const line = new ProgressLine(`Reading ${name}`, imagesRead, 2000);
  for (const file of listing.files) {
    kernelHost()?.signal.throwIfAborted();
    try {
      pixels.set(await readImage(file.path, format), used.length * each);
      used.push(file);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      skipped.push({ path: file.path, reason });
    }
    count.done++;
    line.update(count);
  }
  line.end(count, "done");
  reportSkipped(path, skipped, used.length);
  const parts: DatasetParts<Image, Classes> = {
    name,
    image,
    pixels: pixels.slice(0, used.length * each),
    labels: Uint8Array.from(used, ({ label }) => label),
    classes: (listing.classes ?? [name]) as ClassNames<Classes>,
  };
  const files = used.map((file) => file.path);
  return new ImageFolder(parts, files, skipped);
}
