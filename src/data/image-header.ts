import { avifSize } from "./avif.js";
import { fileFormat } from "./file-format.js";
import type { PictureSize } from "./resample.js";
import { webpSize } from "./webp.js";

/** Width and height of the picture that a file's head announces; some decoders may refuse it. */
interface Head extends PictureSize {
  /** Whether any decoder takes a file with this head. */
  readonly common: boolean;
}

/**
 * The size of a picture from the head of its file, without decoding it.
 *
 * @param bytes an undamaged file
 * @returns `undefined` for formats other than PNG and JPEG, and for kinds of JPEG that few decoders
 *   take: not with 8 bits, not gray or in three colors, arithmetically coded
 */
export function pictureSize(bytes: Buffer): PictureSize | undefined {
  const head = headOf(bytes);
  return head?.common ? { width: head.width, height: head.height } : undefined;
}

/** The pixels that decoding a file would give by its head; 0 for formats that are not read. */
export function pixelCount(bytes: Buffer): number {
  const head = headOf(bytes);
  return head ? head.width * head.height : 0;
}

function headOf(bytes: Buffer): Head | undefined {
  if (bytes.length < 24) return undefined;
  const rare = (size: PictureSize | undefined) => size && { ...size, common: false };
  switch (fileFormat(bytes)) {
    case "PNG":
      return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), common: true };
    case "JPEG":
      return jpegHead(bytes);
    case "GIF":
      return rare({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) });
    case "BMP":
      return rare(bmpSize(bytes));
    case "WebP":
      return rare(webpSize(bytes));
    case "AVIF":
      return rare(avifSize(bytes));
    case undefined:
    default:
      return undefined;
  }
}

/** Sides are of 16 bits in the oldest kind; a negative height means that rows go downwards. */
function bmpSize(bytes: Buffer): PictureSize | undefined {
  if (bytes.length < 26) return undefined;
  const old = bytes.readUInt32LE(14) === 12;
  const width = old ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const height = old ? bytes.readUInt16LE(20) : bytes.readInt32LE(22);
  return { width: Math.abs(width), height: Math.abs(height) };
}

/** Baseline (0xc0), extended (0xc1), progressive (0xc2) JPEG, and rarer kinds up to 0xcf. */
function jpegHead(bytes: Buffer): Head | undefined {
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1; // a byte of filling
    } else if (isFrame(marker)) {
      const [precision, channels] = [bytes[at + 4], bytes[at + 9]];
      const common = marker <= 0xc2 && precision === 8 && (channels === 1 || channels === 3);
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7), common };
    } else {
      at += 2 + bytes.readUInt16BE(at + 2);
    }
  }
  return undefined;
}

/** Frames are 0xc0 to 0xcf but for three: Huffman tables, an extension, and arithmetic conditioning. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
