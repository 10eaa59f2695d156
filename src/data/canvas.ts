import { createRequire } from "node:module";

/** The parts of node-canvas used here, so that the optional package is not needed to compile. */
export interface CanvasPackage {
  createCanvas(
    width: number,
    height: number,
  ): {
    getContext(kind: "2d"): CanvasRenderingContext2D;
    toBuffer(type: "image/png"): Buffer;
  };
  loadImage(bytes: Buffer): Promise<CanvasImageSource & { width: number; height: number }>;
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
export function neededCanvas(): CanvasPackage {
  const found = canvasPackage();
  if (found) return found;
  throw new Error(
    "Reading image files needs the package canvas, which could not be loaded: run `npx ganvas setup`.",
  );
}
