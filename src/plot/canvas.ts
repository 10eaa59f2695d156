import { createRequire } from "node:module";

/** The parts of node-canvas used here, so that the optional package is not needed to compile. */
export interface Canvas {
  getContext(kind: "2d"): CanvasRenderingContext2D;
  toBuffer(type: "image/png"): Buffer;
}

interface CanvasPackage {
  createCanvas(width: number, height: number): Canvas;
}

let loaded: CanvasPackage | null | undefined;

/** The optional `canvas` package, or `null` where it cannot be loaded. */
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

/** @throws Error if the package `canvas` cannot be loaded */
export function createCanvas(width: number, height: number): Canvas {
  const canvas = canvasPackage();
  if (!canvas) {
    throw new Error(
      "Drawing a PNG needs the package canvas, which could not be loaded: run `npx ganvas setup`.",
    );
  }
  return canvas.createCanvas(width, height);
}
