import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import { neededCanvas } from "../display/canvas.js";
import { DISPLAY, kernelHost, type MimeBundle } from "../display/index.js";
import { ProgressLine } from "../display/progress-line.js";
import { ready } from "../tensor/backend.js";
import type { NoInfer } from "../tensor/no-infer.js";
import type { ImageShape } from "../tensor/shape.js";
import { Dataset } from "./dataset.js";
import type { ClassNames } from "./dataset-parts.js";
import { type ImageFile, imageFiles, imagesRead } from "./image-files.js";
import { formatOf, type ImageFolderOptions, type ImageFormat } from "./image-folder-options.js";
import type { ImageSet } from "./image-set.js";
import { DIGEST } from "./image-tasks.js";
import { runTask } from "./image-threads.js";
import { LabeledImages, listed } from "./labeled-images.js";
import { reportSkipped, type SkippedFile } from "./skipped-files.js";
import { thumbnails } from "./thumbnails.js";

/** Files that are inspected at a time. */
const PART = 64;
/** Images in a notebook's preview. */
const PREVIEW = 40;

/** The parts of a {@link StreamedImageFolder}. */
interface StreamedParts<Image extends ImageShape, Classes extends number> {
  readonly name: string;
  readonly format: ImageFormat<Image>;
  readonly files: readonly string[];
  readonly labels: Uint8Array;
  readonly classes: ClassNames<Classes>;
  /** SHA-256 of each file, [files, 32]. */
  readonly digests: Uint8Array;
  readonly skipped: readonly SkippedFile[];
}

/** The images of a folder, read when they are asked for; see {@link streamedImageFolder}. */
export class StreamedImageFolder<
  const Image extends ImageShape = ImageShape,
  Classes extends number = number,
>
  extends LabeledImages<Image, Classes, StreamedImageFolder<Image, Classes>>
  implements ImageSet<Image, Classes>
{
  readonly name: string;
  readonly image: Image;
  readonly labels: Uint8Array;
  readonly classes: ClassNames<Classes>;
  readonly size: number;
  /** The file of each image. */
  readonly files: readonly string[];
  /** The files that could not be used. */
  readonly skipped: readonly SkippedFile[];
  readonly #parts: StreamedParts<Image, Classes>;
  /** The images that are read ahead. */
  #next: { readonly indices: Uint32Array; readonly pixels: Promise<Uint8Array> } | undefined;

  /** `streamedImageFolder` inspects the files first. */
  constructor(parts: StreamedParts<Image, Classes>) {
    super();
    this.name = parts.name;
    this.image = parts.format.image;
    this.labels = parts.labels;
    this.classes = parts.classes;
    this.size = parts.files.length;
    this.files = parts.files;
    this.skipped = parts.skipped;
    this.#parts = parts;
  }

  /**
   * Reads images from their files.
   *
   * @returns float32 [n, height, width, channels] in [-1, 1]; the caller disposes it
   * @throws RangeError when an index is not an image's
   * @throws Error that names the file, when it is missing, has changed since the folder was opened, or
   *   cannot be decoded
   */
  async images(indices: Iterable<number>): Promise<tf.Tensor4D> {
    const picked = this.#checked(indices);
    const ahead = this.#next;
    const isAhead = ahead !== undefined && isSame(ahead.indices, picked);
    if (isAhead) this.#next = undefined;
    const pixels = await (isAhead ? ahead.pixels : this.#read(picked));
    const { name, image, classes } = this;
    return new Dataset({ name, image, pixels, labels: this.labelsOf(picked), classes }).images();
  }

  /** Reads images ahead for the next call of `images` with these indices; a later call replaces them. */
  prefetch(indices: Iterable<number>): void {
    const picked = this.#checked(indices);
    const pixels = this.#read(picked);
    pixels.catch(() => {}); // thrown by images, when the images are asked for
    this.#next = { indices: picked, pixels };
  }

  /** A new data set of some of the images, in the given order; no file is read. */
  pick(
    indices: Iterable<number>,
    name = `part of ${this.name}`,
  ): StreamedImageFolder<Image, Classes> {
    const picked = this.#checked(indices);
    const digests = new Uint8Array(picked.length * DIGEST);
    picked.forEach((index, at) => digests.set(this.#digest(index), at * DIGEST));
    return new StreamedImageFolder({
      ...this.#parts,
      name,
      files: Array.from(picked, (index) => this.files[index]!),
      labels: this.labelsOf(picked),
      digests,
    });
  }

  /**
   * SHA-256 of the labels and of the content of all files, in their order, and of how they become
   * images. Names and dates of files do not count.
   */
  checksum(): string {
    const { format, labels, digests } = this.#parts;
    const { image, fit, background } = format;
    const hash = createHash("sha256").update(JSON.stringify([image, fit, background]));
    return hash.update(labels).update(digests).digest("hex");
  }

  async [DISPLAY](): Promise<MimeBundle> {
    const size = Math.min(this.size, PREVIEW);
    const pixels = await this.#read(Uint32Array.from({ length: size }, (_, index) => index));
    const picture = thumbnails({ image: this.image, pixels, size });
    return { ...(picture && { "image/png": picture }), "text/plain": this.toString() };
  }

  /** @returns bytes [n, height, width, channels] */
  async #read(indices: Uint32Array): Promise<Uint8Array> {
    const { format } = this.#parts;
    const each = this.image[0] * this.image[1] * this.image[2];
    const pixels = new Uint8Array(indices.length * each);
    const read = async (index: number, at: number) => {
      const task = { path: this.files[index]!, format, digest: this.#digest(index) };
      pixels.set((await runTask(task)) as Uint8Array, at * each);
    };
    await Promise.all(Array.from(indices, read));
    return pixels;
  }

  /** A copy, so that a thread is not sent the digests of all files. */
  #digest(index: number): Uint8Array {
    return this.#parts.digests.slice(index * DIGEST, (index + 1) * DIGEST);
  }

  #checked(indices: Iterable<number>): Uint32Array {
    return Uint32Array.from(listed(indices), (index) => this.checkIndex(index));
  }
}

/**
 * The images of a folder of the user that do not fit in memory: those of `imageFolder`, pixel for
 * pixel, read from their files whenever a training or a metric asks for them.
 *
 * ```ts
 * const chart = lossChart();
 * const photos = await streamedImageFolder("photos", { image: [64, 64, 3] });
 * const model = dcgan({ image: [64, 64, 3], latent: 100 });
 * for await (const step of trainGan(model, photos, { steps: 50_000 })) chart.add(step);
 * ```
 *
 * Opening reads every file once, for its SHA-256 and to skip damaged and too small ones, and decodes
 * only those that it cannot judge by their heads. While training computes a step, threads decode the
 * next batch; memory holds two batches and one picture for each thread, whatever the folder's size.
 * Labels, file names and checksums stay in memory. Also waits for the backend.
 *
 * `split`, `take`, `shuffle`, `ofClass` and `pick` read no file. A file that changes or disappears
 * later ends the training with an error that names it. A checkpoint belongs to the content of the files;
 * one of `imageFolder` is another run's.
 *
 * @throws RangeError when an option is not as described
 * @throws Error when there is no such folder, or no image in it that can be used
 */
export async function streamedImageFolder<
  const Image extends ImageShape,
  Classes extends number = number,
>(
  path: string,
  options: ImageFolderOptions<Image, Classes>,
): Promise<StreamedImageFolder<Image, NoInfer<Classes>>> {
  const format = formatOf(options);
  neededCanvas("reading image files");
  const name = basename(resolve(path));
  const listing = await imageFiles(path, options.classes);
  await ready();
  const total = listing.files.length;
  const used: ImageFile[] = [];
  const skipped: SkippedFile[] = [...listing.skipped];
  const digests = new Uint8Array(total * DIGEST);
  const line = new ProgressLine(`Checking ${name}`, imagesRead, 2000);
  for (let start = 0; start < total; start += PART) {
    kernelHost()?.signal.throwIfAborted();
    const part = listing.files.slice(start, start + PART);
    const results = await Promise.all(part.map((file) => runTask({ path: file.path, format })));
    results.forEach((result, at) => {
      const file = part[at]!;
      if (typeof result === "string") return skipped.push({ path: file.path, reason: result });
      digests.set(result, used.length * DIGEST);
      return used.push(file);
    });
    line.update({ done: start + part.length, total });
  }
  line.end({ done: total, total }, "done");
  reportSkipped(path, skipped, used.length);
  return new StreamedImageFolder({
    name,
    format,
    files: used.map((file) => file.path),
    labels: Uint8Array.from(used, ({ label }) => label),
    classes: (listing.classes ?? [name]) as ClassNames<Classes>,
    digests: digests.slice(0, used.length * DIGEST),
    skipped,
  });
}

function isSame(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((index, at) => index === b[at]);
}
