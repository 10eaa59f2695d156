import { createRequire } from "node:module";
import { refusal } from "../base/errors.js";

/** A picture that can be drawn on and written as a file. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: "2d"): CanvasRenderingContext2D;
  toBuffer(type: "image/png"): Buffer;
}

/** The parts of node-canvas used here, so that the optional package is not needed to compile. */
export interface CanvasPackage {
  createCanvas(width: number, height: number): Canvas;
  loadImage(bytes: Buffer): Promise<CanvasImageSource & { width: number; height: number }>;
}

let loaded: CanvasPackage | null | undefined;

/** The optional package `canvas`, loaded at the first call; `null` where it cannot be loaded. */
export function canvasPackage(): CanvasPackage | null {
  if (loaded === undefined) {
    try {
      loaded = createRequire(import.meta.url)("canvas") as CanvasPackage;
    } catch {
      loaded = null;
    }
  }
  return loaded;
}

/**
 * The package `canvas`, for work that depends on it.
 *
 * @param work for the message, e.g. "reading image files"
 * @throws Error if the package cannot be loaded
 */
export function neededCanvas(work: string): CanvasPackage {
  const canvas = canvasPackage();
  if (canvas) return canvas;
  const expected = `installed for ${work}`;
  throw new Error(
    refusal("The package canvas", expected, "missing or broken", "run `npx ganvas setup`"),
  );
}
