import type { Picture } from "./resample.js";

/**
 * For each orientation of EXIF, 1 to 8, how the stored picture becomes the one to show: rows and
 * columns are exchanged, then columns and rows are read from their other end.
 */
const ORIENTATIONS: readonly (readonly [exchange: boolean, columns: boolean, rows: boolean])[] = [
  [false, false, false],
  [false, true, false],
  [false, true, true],
  [false, false, true],
  [true, false, false],
  [true, false, true], // a quarter clockwise
  [true, true, true],
  [true, true, false], // a quarter counterclockwise
];

/** A picture as it is to be shown, by its orientation of EXIF. */
export function turned(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture;
  const { width: storedWidth, height: storedHeight } = picture;
  const [exchange, columns, rows] = ORIENTATIONS[orientation - 1]!;
  const [width, height] = exchange ? [storedHeight, storedWidth] : [storedWidth, storedHeight];
  const stored = new Uint32Array(picture.data.buffer, picture.data.byteOffset);
  const pixels = new Uint32Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [column, row] = exchange ? [y, x] : [x, y];
      const from = columns ? storedWidth - 1 - column : column;
      pixels[at] = stored[(rows ? storedHeight - 1 - row : row) * storedWidth + from]!;
    }
  }
  return { width, height, data: new Uint8ClampedArray(pixels.buffer) };
}

const ORIENTATION = 0x112; // the tag

/** The orientation that EXIF data hold, 1 to 8; 1 when they hold none. */
export function exifOrientation(exif: Buffer): number {
  const tiff = exif.toString("latin1", 0, 4) === "Exif" ? exif.subarray(6) : exif;
  const little = tiff.toString("latin1", 0, 2) === "II";
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  if (tiff.length < 8) return 1;
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let at = first + 2; at + 12 <= tiff.length; at += 12) {
    if (at >= first + 2 + 12 * short(first)) return 1;
    const value = short(at + 8);
    if (short(at) === ORIENTATION) return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
