/**
 * PNG files from pixels, without a native package: Node has the compression and the checksum.
 *
 * The file is exact and small: up to 256 colors become a palette, gray pixels one sample each, and
 * opacity is only kept where something is transparent. Reference: the PNG specification, W3C.
 */
import { crc32, deflateSync } from "node:zlib";
import type { Pixels } from "./pixels.js";
import { filterRows } from "./png-filters.js";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const GRAY = 0;
const RGB = 2;
const PALETTE = 3;
/** Added to the color type where each pixel has an opacity. */
const WITH_OPACITY = 4;

const MOST_COLORS = 256;
/** A gray picture of more shades is smaller as samples, which are filtered, than as a palette. */
const MOST_SHADES = 16;

/** The contents of a file besides its size. */
interface Encoded {
  readonly colorType: number;
  /** Bits per sample or per index of the palette. */
  readonly depth: number;
  /** Rows, each with the byte of its filter in front. */
  readonly rows: Uint8Array;
  /** The palette and its opacities. */
  readonly chunks: readonly Buffer[];
}

/** The PNG file of a picture. */
export function encodePng(pixels: Pixels): Buffer {
  const colors = colorsOf(pixels);
  const { gray, opaque } = propertiesOf(pixels);
  const indexed = colors !== undefined && (!gray || colors.length <= MOST_SHADES);
  const { colorType, depth, rows, chunks } = indexed
    ? withPalette(pixels, colors)
    : withSamples(pixels, gray, opaque);
  const header = Buffer.alloc(13); // compression, filters and interlacing are 0, the usual ones
  header.writeUInt32BE(pixels.width, 0);
  header.writeUInt32BE(pixels.height, 4);
  header.set([depth, colorType], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    ...chunks,
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A pixel as one number, opacity first. */
function colorAt({ data }: Pixels, pixel: number): number {
  const at = 4 * pixel;
  return ((data[at + 3]! << 24) | (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!) >>> 0;
}

/** The distinct colors, the most transparent first; undefined where they are more than 256. */
function colorsOf(pixels: Pixels): readonly number[] | undefined {
  const colors = new Set<number>();
  for (let i = 0; i < pixels.width * pixels.height; i++) {
    if (colors.add(colorAt(pixels, i)).size > MOST_COLORS) return undefined;
  }
  return [...colors].sort((a, b) => a - b);
}

function propertiesOf({ data }: Pixels): { gray: boolean; opaque: boolean } {
  let [gray, opaque] = [true, true];
  for (let at = 0; at < data.length && (gray || opaque); at += 4) {
    gray &&= data[at] === data[at + 1] && data[at] === data[at + 2];
    opaque &&= data[at + 3] === 255;
  }
  return { gray, opaque };
}

function withPalette(pixels: Pixels, colors: readonly number[]): Encoded {
  const { width, height } = pixels;
  const depth = [1, 2, 4].find((bits) => colors.length <= 2 ** bits) ?? 8;
  const indexOf = new Map(colors.map((color, index) => [color, index]));
  const bytes = Math.ceil((width * depth) / 8);
  const rows = new Uint8Array(height * (1 + bytes)); // filter 0: neighboring indices are unrelated
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth; // the first pixel lies in the highest bits
      const shift = 8 - depth - (bit % 8);
      const index = indexOf.get(colorAt(pixels, y * width + x))!;
      rows[y * (1 + bytes) + 1 + (bit >> 3)]! |= index << shift;
    }
  }
  const palette = colors.flatMap((color) => [(color >> 16) & 255, (color >> 8) & 255, color & 255]);
  const opacities = colors.map((color) => color >>> 24).filter((opacity) => opacity < 255);
  const chunks = [chunk("PLTE", Uint8Array.from(palette))];
  if (opacities.length > 0) chunks.push(chunk("tRNS", Uint8Array.from(opacities)));
  return { colorType: PALETTE, depth, rows, chunks };
}

function withSamples(pixels: Pixels, gray: boolean, opaque: boolean): Encoded {
  const { width, height, data } = pixels;
  const used = [...(gray ? [0] : [0, 1, 2]), ...(opaque ? [] : [3])];
  const samples = new Uint8Array(width * height * used.length); // [height, width, used]
  for (let i = 0; i < width * height; i++) {
    for (let s = 0; s < used.length; s++) {
      samples[i * used.length + s] = data[4 * i + used[s]!]!;
    }
  }
  return {
    colorType: (gray ? GRAY : RGB) + (opaque ? 0 : WITH_OPACITY),
    depth: 8,
    rows: filterRows(samples, height, used.length),
    chunks: [],
  };
}
