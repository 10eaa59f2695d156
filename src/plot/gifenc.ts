import { createRequire } from "node:module";

/** Red, green and blue, 0..255. */
export type Color = [red: number, green: number, blue: number];

interface FrameOptions {
  readonly palette: readonly Color[];
  /** Milliseconds, which the file rounds to hundredths of a second. */
  readonly delay: number;
  /** How often the animation is repeated: 0 forever, -1 never. */
  readonly repeat: number;
}

interface Encoder {
  /** @param indices of the palette's colors, one for each pixel */
  writeFrame(indices: Uint8Array, width: number, height: number, options: FrameOptions): void;
  finish(): void;
  bytes(): Uint8Array;
}

/** The part of the package gifenc used here; it comes without types. */
interface Gifenc {
  GIFEncoder(): Encoder;
  /** A palette of at most `colors` colors for pixels in RGBA. */
  quantize(rgba: Uint8Array, colors: number): Color[];
  /** The nearest of the palette's colors for each pixel. */
  applyPalette(rgba: Uint8Array, palette: readonly Color[]): Uint8Array;
}

// Required, not imported: it is a CommonJS module that claims to be an ES module, so that Node and
// bundlers disagree on its default export.
export const gifenc = createRequire(import.meta.url)("gifenc") as Gifenc;
