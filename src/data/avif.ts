/** AVIF files: a container of boxes. (ISO/IEC 14496-12 and 23008-12.) */
import { turned } from "./orientation.js";
import type { Picture, PictureSize } from "./resample.js";
import { decodeInWasm } from "./wasm-decoders.js";

/** A part of the file, which may hold others. */
interface Box {
  readonly type: string;
  readonly content: Buffer;
  /** Where the box ends, which may be beyond the file's end. */
  readonly end: number;
}

function* boxesOf(bytes: Buffer): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const isLong = length === 1 && at + 16 <= bytes.length;
    const long = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : length;
    const end = length === 0 ? bytes.length : at + Math.max(long, 8);
    const content = bytes.subarray(at + (isLong ? 16 : 8), end);
    yield { type: bytes.toString("latin1", at + 4, at + 8), content, end };
    at = end;
  }
}

const boxOf = (bytes: Buffer, type: string): Buffer =>
  [...boxesOf(bytes)].find((box) => box.type === type)?.content ?? Buffer.of();

/** Whether the file ends inside of one of its parts. */
export const isTruncatedAvif = (bytes: Buffer): boolean =>
  [...boxesOf(bytes)].some(({ end }) => end > bytes.length);

/** The size of the main picture as it is stored; `undefined` when the file announces none. */
export function avifSize(bytes: Buffer): PictureSize | undefined {
  const size = properties(bytes).find(({ type }) => type === "ispe")?.content;
  if (!size || size.length < 12) return undefined;
  return { width: size.readUInt32BE(4), height: size.readUInt32BE(8) };
}

/**
 * Decodes the main picture of an AVIF with 8 bits a channel, turned as the file says.
 *
 * @throws Error when it cannot be decoded
 */
export async function decodeAvif(bytes: Buffer): Promise<Picture> {
  return turned(await decodeInWasm("avif", bytes), orientation(properties(bytes)));
}

/** By mirror (none, top and bottom exchanged, left and right) and quarters counterclockwise. */
const ORIENTATIONS = [
  [1, 8, 3, 6],
  [4, 5, 2, 7],
  [2, 7, 4, 5],
] as const;

/** The turn and the mirror of a picture as an orientation of EXIF; EXIF data of AVIF do not count. */
function orientation(found: readonly Box[]): number {
  const byteOf = (wanted: string) => found.find(({ type }) => type === wanted)?.content[0];
  const mirror = byteOf("imir");
  const quarters = (byteOf("irot") ?? 0) & 3;
  return ORIENTATIONS[mirror === undefined ? 0 : 1 + (mirror & 1)]![quarters]!;
}

/** The properties of the main picture; none in a file without, or with damaged ones. */
function properties(bytes: Buffer): Box[] {
  try {
    const meta = boxOf(bytes, "meta").subarray(4);
    const main = boxOf(meta, "pitm");
    const list = boxOf(meta, "iprp");
    const all = [...boxesOf(boxOf(list, "ipco"))];
    const id = main[0] === 0 ? main.readUInt16BE(4) : main.readUInt32BE(4);
    return indices(boxOf(list, "ipma"), id).flatMap((index) => all[index - 1] ?? []);
  } catch (error) {
    if (error instanceof RangeError) return []; // a read beyond the end
    throw error;
  }
}

/** The properties, counted from 1, that a list of pictures and their properties gives to one. */
function indices(list: Buffer, wanted: number): number[] {
  const isWide = (list[3]! & 1) === 1;
  let at = 8;
  for (let left = list.readUInt32BE(4); left > 0; left--) {
    const id = list[0] === 0 ? list.readUInt16BE(at) : list.readUInt32BE(at);
    at += list[0] === 0 ? 2 : 4;
    const count = list.readUInt8(at++);
    const index = (nth: number) =>
      isWide ? list.readUInt16BE(at + 2 * nth) & 0x7fff : list.readUInt8(at + nth) & 0x7f;
    if (id === wanted) return Array.from({ length: count }, (_, nth) => index(nth));
    at += count * (isWide ? 2 : 1);
  }
  return [];
}
