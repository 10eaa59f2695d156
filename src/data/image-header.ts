/** The sides of a picture in pixels, before it is turned as its EXIF data say. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const PNG = "89504e470d0a1a0a";

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

/** The pixels that decoding a file would give by its head; 0 for formats other than PNG, JPEG, GIF and BMP. */
export function pixelCount(bytes: Buffer): number {
  const head = headOf(bytes);
  return head ? head.width * head.height : 0;
}

function headOf(bytes: Buffer): Head | undefined {
  if (bytes.length < 24) return undefined;
  if (bytes.toString("hex", 0, 8) === PNG) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), common: true };
  }
  if (bytes.readUInt16BE(0) === 0xffd8) return jpegHead(bytes);
  if (bytes.toString("latin1", 0, 4) === "GIF8") {
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), common: false };
  }
  return bytes.toString("latin1", 0, 2) === "BM" ? bmpHead(bytes) : undefined;
}

/** Sides are of 16 bits in the oldest kind; a negative height means that rows go downwards. */
function bmpHead(bytes: Buffer): Head | undefined {
  if (bytes.length < 26) return undefined;
  const old = bytes.readUInt32LE(14) === 12;
  const width = old ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const height = old ? bytes.readUInt16LE(20) : bytes.readInt32LE(22);
  return { width: Math.abs(width), height: Math.abs(height), common: false };
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
