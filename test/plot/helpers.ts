import { createRequire } from "node:module";
import { compile } from "vega-lite";
import { expect } from "vitest";
import type { VegaLiteSpec } from "../../src/plot/index.js";

interface Canvas2d {
  drawImage(image: unknown, x: number, y: number): void;
  getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
}

interface CanvasPackage {
  loadImage(source: Buffer): Promise<{ width: number; height: number }>;
  createCanvas(width: number, height: number): { getContext(kind: "2d"): Canvas2d };
}

const canvas = createRequire(import.meta.url)("canvas") as CanvasPackage;

/** A decoded PNG. */
export async function decode(png: Buffer) {
  const image = await canvas.loadImage(png);
  const { width, height } = image;
  const context = canvas.createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const pixel = (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data];
  return { width, height, pixel };
}

/** Compiles a chart with Vega-Lite and expects that it has nothing to complain of. */
export function expectCompiles(spec: VegaLiteSpec): void {
  const complaints: unknown[] = [];
  const logger = {
    level: () => logger,
    error: (...args: unknown[]) => (complaints.push(...args), logger),
    warn: (...args: unknown[]) => (complaints.push(...args), logger),
    info: () => logger,
    debug: () => logger,
  };
  const plain = JSON.parse(JSON.stringify(spec)) as Parameters<typeof compile>[0];
  compile(plain, { logger: logger });
  expect(complaints).toEqual([]);
  expect(spec.$schema).toContain("/v5.json");
}
