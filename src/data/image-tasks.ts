import { createHash } from "node:crypto";
import { refusal } from "../base/errors.js";
import { readIfThere } from "../files/files.js";
import { fitted } from "./fit.js";
import type { ImageFormat } from "./image-folder-options.js";
import { pictureSize } from "./image-header.js";
import { decodeOn, MOST_PIXELS, UnreadableImage } from "./picture.js";
import { readPictureFile } from "./picture-file.js";
import { reasonOf } from "./skipped-files.js";
import { damage } from "./whole-image.js";

/** The bytes of a SHA-256. */
export const DIGEST = 32;

/** Sides from which on a picture is decoded to see whether it can be drawn. */
const LARGE = 16_384;

/** Work on one image file that needs nothing but its path, so that any thread can do it. */
export interface ImageTask {
  readonly path: string;
  readonly format: ImageFormat;
  /** The file's SHA-256 when it was inspected; without it, the task is to inspect the file. */
  readonly digest?: Uint8Array;
}

/**
 * Reads the pixels of a file, or inspects it.
 *
 * @returns pixels as {@link readImage}, or the result of {@link inspectImage}
 */
export function performTask({ path, format, digest }: ImageTask): Promise<Uint8Array | string> {
  return digest ? readUnchanged(path, format, digest) : inspectImage(path, format);
}

/**
 * An image file as bytes [height, width, channels].
 *
 * @throws UnreadableImage when there is no such file, or none with an image that can be used
 */
export async function readImage(path: string, format: ImageFormat): Promise<Uint8Array> {
  return decoded(await readPictureFile(path), format);
}

async function decoded(bytes: Buffer, { image, fit, background }: ImageFormat) {
  return fitted(await decodeOn(background, bytes), image, fit, background);
}

/**
 * Says whether {@link readImage} can use a file. An undamaged PNG or JPEG that is large enough however
 * it is turned is not decoded for that; any other file is.
 *
 * @returns the SHA-256 of the file's content, or the reason why it cannot be used
 */
export async function inspectImage(
  path: string,
  format: ImageFormat,
): Promise<Uint8Array | string> {
  try {
    const bytes = await readPictureFile(path);
    const size = damage(bytes) === undefined ? pictureSize(bytes) : undefined;
    if (!size || !isLargeEnough(size, format)) await decoded(bytes, format);
    return sha256(bytes);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    return reason;
  }
}

/** Turned by a quarter or not; a picture that has to be turned to be large enough is decoded. */
function isLargeEnough(size: { width: number; height: number }, { image }: ImageFormat): boolean {
  const [shorter, longer] = [Math.min(size.width, size.height), Math.max(size.width, size.height)];
  if (shorter * longer > MOST_PIXELS || longer >= LARGE) return false;
  return shorter >= Math.max(image[0], image[1]);
}

/** @throws Error that names the file, when it is missing, has changed or cannot be decoded */
async function readUnchanged(
  path: string,
  format: ImageFormat,
  digest: Uint8Array,
): Promise<Uint8Array> {
  const bytes = await readIfThere(path);
  if (!bytes) throw notAsBefore(path, "missing");
  if (sha256(bytes).compare(digest) !== 0) throw notAsBefore(path, "a file of other content");
  try {
    return await decoded(bytes, format);
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    throw new Error(
      `${path} is expected to be an image but ${error.message}; remove it, and open the folder again.`,
      { cause: error },
    );
  }
}

function notAsBefore(path: string, actual: string): Error {
  const expected = "the image file that was there when the folder was opened";
  return new Error(
    refusal(
      path,
      expected,
      actual,
      "restore the file, or open the folder again and start a new run",
    ),
  );
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest();
