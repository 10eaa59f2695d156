import { createRequire } from "node:module";

/** Red, green and blue, 0..255. */
export type Color = [red: number, green: number, blue: number];

interface FrameOptions {
  readonly palette: readonly Color[];
  /** Milliseconds, which the file rounds to hundredths of a second. */
  readonly delay: number;
  /** How often the animation is repeated: 0 for ever, -1 never. */
  readonly repeat: number;
}

interface Encoder {
  /** @param indices of the palette's colours, one for each pixel */
  writeFrame(indices: Uint8Array, width: number, height: number, options: FrameOptions): void;
  finish(): void;
  bytes(): Uint8Array;
}

/** What is used of the package gifenc, which comes without types. */
interface Gifenc {
  GIFEncoder(): Encoder;
  /** A palette of at most `colors` colours for pixels in RGBA. */
  quantize(rgba: Uint8Array, colors: number): Color[];
  /** The nearest of the palette's colours for each pixel. */
  applyPalette(rgba: Uint8Array, palette: readonly Color[]): Uint8Array;
}

// Required, not imported: it is a CommonJS module that says it were another kind, so that Node and
// bundlers disagree on what its default export is.
export const gifenc = createRequire(import.meta.url)("gifenc") as Gifenc;
