import { basename, resolve } from "node:path";
import { kernelHost } from "../display/index.js";
import { ready } from "../tensor/backend.js";
import { checkImageShape, type ImageShape } from "../tensor/shape.js";
import { Dataset } from "./dataset.js";
import type { DatasetParts } from "./dataset-parts.js";
import { type Fit, fitted } from "./fit.js";
import { readIfThere } from "../files/files.js";
import { type ImageFile, imageFiles } from "./image-files.js";
import { checkColor, type Color, decodeOn, UnreadableImage } from "./picture.js";
import { ProgressLine } from "../display/progress-line.js";

/** Options of {@link imageFolder}. */
export interface ImageFolderOptions<Image extends ImageShape> {
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
   * Whether each sub-folder is a class; default whether there are sub-folders with images. Without
   * classes all images are of one, and sub-folders are searched, too.
   */
  readonly classes?: boolean;
}

/** A file that could not be used. */
export interface SkippedFile {
  readonly path: string;
  /** Why, in words that go on from the file's name: `is truncated`. */
  readonly reason: string;
}

/** The images of a folder, see {@link imageFolder}. */
export class ImageFolder<const Image extends ImageShape = ImageShape> extends Dataset<Image> {
  constructor(
    parts: DatasetParts<Image>,
    /** The file of each image. */
    readonly files: readonly string[],
    /** The files that could not be used. */
    readonly skipped: readonly SkippedFile[],
  ) {
    super(parts);
  }
}

/**
 * The images of a folder of the user: PNG, JPEG, GIF and BMP, in the order of their names.
 *
 * Each image is put on the background, cut or framed to the proportions wanted, reduced by the mean
 * over areas, and made gray where one channel is wanted. Images are never enlarged. Files that are
 * unreadable, damaged or too small are skipped: `skipped` lists them, and one line on stderr says so.
 * Nothing is stored on the disk. Also waits for the backend.
 *
 * @throws RangeError when an option is not as described
 * @throws Error when there is no such folder, or no image in it that can be used
 */
export async function imageFolder<const Image extends ImageShape>(
  path: string,
  options: ImageFolderOptions<Image>,
): Promise<ImageFolder<Image>> {
  const { image, fit = "cover" } = options;
  const background = checkColor(options.background ?? [255, 255, 255]);
  const [height, width, channels] = checkImageShape(image);
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(
      `Images of a folder are expected to have 1 channel (gray) or 3 (RGB) but ${channels} are asked ` +
        `for; pass for example image: [${height}, ${width}, 3].`,
    );
  }
  const name = basename(resolve(path));
  const listing = await imageFiles(path, options.classes);
  await ready();
  const each = height * width * channels;
  const pixels = new Uint8Array(listing.files.length * each);
  const used: ImageFile[] = [];
  const skipped: SkippedFile[] = [...listing.skipped];
  const count = { done: 0, total: listing.files.length };
  const line = new ProgressLine(`Reading ${name}`, imagesRead, 2000);
  for (const file of listing.files) {
    kernelHost()?.signal.throwIfAborted();
    try {
      const picture = await decodeOn(background, (await readIfThere(file.path)) ?? Buffer.of());
      pixels.set(fitted(picture, image, fit, background), used.length * each);
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
  report(path, skipped, used.length);
  const parts: DatasetParts<Image> = {
    name,
    image,
    pixels: pixels.slice(0, used.length * each),
    labels: Uint8Array.from(used, ({ label }) => label),
    classes: listing.classes ?? [name],
  };
  const files = used.map((file) => file.path);
  return new ImageFolder(parts, files, skipped);
}

const imagesRead = ({ done, total }: { done: number; total: number }) =>
  `${done} of ${total} images`;

/** Why a file is skipped; `undefined` when the fault is not the file's. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof UnreadableImage) return error.message;
  const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
  return code && `cannot be read (${code})`;
}

/** @throws Error when all files are skipped */
function report(path: string, skipped: readonly SkippedFile[], used: number): void {
  if (skipped.length === 0) return;
  const few = skipped.slice(0, 3).map((file) => `${file.path} ${file.reason}`);
  const more = skipped.length > few.length ? `; and ${skipped.length - few.length} more` : "";
  const reasons = `${few.join("; ")}${more}`;
  if (used === 0) {
    throw new Error(
      `${path} is expected to hold images that can be used but has none: ${reasons}; correct the ` +
        `files, or ask for smaller images where they are too small.`,
    );
  }
  console.error(
    `${path}: ${skipped.length} of ${skipped.length + used} files skipped: ${reasons}.`,
  );
}
