/** WebP files: a RIFF container of chunks. (Container specification of WebP, and RFC 9649.) */
import { exifOrientation, turned } from "./orientation.js";
import type { Picture, PictureSize } from "./resample.js";
import { decodeInWasm } from "./wasm-decoders.js";

/** The first chunk lies behind "RIFF", a length and "WEBP". */
const FIRST = 12;

/** The content of the chunks of a type; each is padded to an even length. */
function* chunksOf(bytes: Buffer, type: string): Generator<Buffer> {
  for (let at = FIRST; at + 8 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    if (bytes.toString("latin1", at, at + 4) === type) yield bytes.subarray(at + 8, end);
    at = end + (end % 2);
  }
}

const chunkOf = (bytes: Buffer, type: string): Buffer | undefined =>
  chunksOf(bytes, type).next().value as Buffer | undefined;

/** Whether the file ends before the length that its head announces. */
export const isTruncatedWebp = (bytes: Buffer): boolean =>
  bytes.length < FIRST + 8 || bytes.readUInt32LE(4) + 8 > bytes.length;

/** The size that the file announces: of the extended, the lossless or the simple kind. */
export function webpSize(bytes: Buffer): PictureSize | undefined {
  const extended = chunkOf(bytes, "VP8X");
  if (extended && extended.length >= 10) {
    return { width: 1 + extended.readUIntLE(4, 3), height: 1 + extended.readUIntLE(7, 3) };
  }
  const lossless = chunkOf(bytes, "VP8L");
  if (lossless && lossless.length >= 5) {
    const bits = lossless.readUInt32LE(1);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  const lossy = chunkOf(bytes, "VP8 ");
  if (!lossy || lossy.length < 10) return undefined;
  return { width: lossy.readUInt16LE(6) & 0x3fff, height: lossy.readUInt16LE(8) & 0x3fff };
}

/**
 * Decodes a WebP, the first picture of an animated one, turned as its EXIF data say.
 *
 * @throws Error when it cannot be decoded
 */
export async function decodeWebp(bytes: Buffer): Promise<Picture> {
  const exif = chunkOf(bytes, "EXIF");
  const frame = chunkOf(bytes, "ANMF");
  const picture = frame
    ? await decodeFrame(frame, webpSize(bytes)!)
    : await decodeInWasm("webp", bytes);
  return exif ? turned(picture, exifOrientation(exif)) : picture;
}

/** A frame of an animation: a place, a size, and the chunks of a picture; transparent around it. */
async function decodeFrame(frame: Buffer, { width, height }: PictureSize): Promise<Picture> {
  if (frame.length < 16) throw new Error("its first frame is damaged");
  const [left, top] = [2 * frame.readUIntLE(0, 3), 2 * frame.readUIntLE(3, 3)];
  const picture = await decodeInWasm("webp", stillOf(frame));
  if (left + picture.width > width || top + picture.height > height) {
    throw new Error("its first frame lies outside of it");
  }
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < picture.height; y++) {
    const row = picture.data.subarray(4 * y * picture.width, 4 * (y + 1) * picture.width);
    data.set(row, 4 * ((top + y) * width + left));
  }
  return { width, height, data };
}

/** The file of a picture that is a frame: the decoder takes no animations. */
function stillOf(frame: Buffer): Buffer {
  const head = Buffer.alloc(FIRST + 18);
  head.write("RIFF", 0);
  head.writeUInt32LE(head.length - 8 + frame.length - 16, 4);
  head.write("WEBPVP8X", 8);
  head.writeUInt32LE(10, 16);
  head[20] = 0x10; // may be transparent
  frame.copy(head, 24, 6, 12); // its sides
  return Buffer.concat([head, frame.subarray(16)]);
}
