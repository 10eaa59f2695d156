/**
 * PNG files from pixels.
 *
 * Node has all that PNG needs (deflate and the checksum), so pictures of tensors do not depend on a
 * native package that may be missing.
 */
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const EIGHT_BITS = 8;
const RED_GREEN_BLUE_ALPHA = 6;

/** The PNG of `width` × `height` pixels of four bytes: red, green, blue, alpha. */
export function encodePng(width: number, height: number, pixels: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([EIGHT_BITS, RED_GREEN_BLUE_ALPHA], 8);
  const bytes = width * 4;
  const rows = Buffer.alloc((bytes + 1) * height); // each row begins with its filter: none
  for (let y = 0; y < height; y++)
    rows.set(pixels.subarray(y * bytes, (y + 1) * bytes), y * (bytes + 1) + 1);
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
