import { crc32 } from "node:zlib";
import { isTruncatedAvif } from "./avif.js";
import { fileFormat } from "./file-format.js";
import { isTruncatedWebp } from "./webp.js";

/**
 * The damage of an image file that was truncated or altered.
 *
 * Decoders draw the readable part and leave the rest gray or transparent, without an error.
 *
 * @returns `undefined` when nothing is found, as in formats that are not looked into
 */
export function damage(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return "is empty";
  switch (fileFormat(bytes)) {
    case "PNG":
      return pngDamage(bytes);
    case "JPEG":
      return jpegDamage(bytes);
    case "WebP":
      return isTruncatedWebp(bytes) ? TRUNCATED : undefined;
    case "AVIF":
      return isTruncatedAvif(bytes) ? TRUNCATED : undefined;
    case undefined:
    default:
      return undefined;
  }
}

const TRUNCATED = "is truncated";

/** A PNG is a list of chunks: length, type, data, checksum of type and data; the last is IEND. */
function pngDamage(bytes: Buffer): string | undefined {
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) return TRUNCATED;
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) {
      return "is altered (a checksum in it is wrong)";
    }
    if (bytes.toString("latin1", at + 4, at + 8) === "IEND") return undefined;
    at = end + 4;
  }
  return TRUNCATED;
}

/** A JPEG is a list of segments up to the pixels, which end with a marker that nothing else has. */
function jpegDamage(bytes: Buffer): string | undefined {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1];
    if (marker === 0xff)
      at += 1; // a byte of filling
    else if (marker === 0xda) return bytes.indexOf("ffd9", at, "hex") < 0 ? TRUNCATED : undefined;
    else at += 2 + bytes.readUInt16BE(at + 2);
  }
  return TRUNCATED;
}
