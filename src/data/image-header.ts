/** The sides of a picture in pixels, before it is turned as its EXIF data say. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const PNG = "89504e470d0a1a0a";

/**
 * The size of a picture from the head of its file, without decoding it.
 *
 * @param bytes an undamaged file
 * @returns `undefined` for formats other than PNG and JPEG, and for kinds of JPEG that few decoders
 *   take: not with 8 bits, not gray or in three colors, arithmetically coded
 */
export function pictureSize(bytes: Buffer): PictureSize | undefined {
  if (bytes.length < 24) return undefined;
  if (bytes.toString("hex", 0, 8) === PNG) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  return bytes.readUInt16BE(0) === 0xffd8 ? jpegSize(bytes) : undefined;
}

/** Baseline (0xc0), extended (0xc1) or progressive (0xc2) JPEG. */
function jpegSize(bytes: Buffer): PictureSize | undefined {
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1; // a byte of filling
    } else if (marker >= 0xc0 && marker <= 0xc2) {
      const [precision, channels] = [bytes[at + 4], bytes[at + 9]];
      if (precision !== 8 || (channels !== 1 && channels !== 3)) return undefined;
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    } else {
      at += 2 + bytes.readUInt16BE(at + 2);
    }
  }
  return undefined;
}
