import { encodePng } from "../base/png.js";
import type { MimeBundle } from "../display/index.js";
import { type Canvas, canvasPackage, neededCanvas } from "../display/canvas.js";
import { withCsvData } from "./inline-data.js";
import { forPage } from "./for-page.js";
import { withFewColors } from "./palette.js";
import { CONFIG } from "./theme.js";

/** A Vega-Lite specification as a plain JSON object. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** JupyterLab renders this MIME type, and no newer one; the charts keep to what 5 and 6 share. */
const VEGA_LITE = "application/vnd.vegalite.v5+json";
const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

/** Files have two pixels for each CSS pixel, for sharp text on dense screens. */
const FILE_SCALE = 2;

/** Completes a chart's specification with the schema and the shared look. */
export function withTheme(spec: VegaLiteSpec): VegaLiteSpec {
  return { $schema: SCHEMA, ...spec, config: CONFIG };
}

export async function specToSvg(spec: VegaLiteSpec): Promise<string> {
  const view = await viewOf(spec);
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** @throws Error if the package `canvas` cannot be loaded */
export async function specToPng(spec: VegaLiteSpec): Promise<Buffer> {
  neededCanvas("drawing a chart as PNG");
  return (await specToCanvas(spec, FILE_SCALE)).toBuffer("image/png");
}

async function specToCanvas(spec: VegaLiteSpec, scale: number): Promise<Canvas> {
  const view = await viewOf(spec);
  try {
    return (await view.toCanvas(scale)) as unknown as Canvas;
  } finally {
    view.finalize();
  }
}

/** The chart as a small PNG in base64: a pixel for each CSS pixel, and a palette. */
async function notebookPng(spec: VegaLiteSpec): Promise<string> {
  const canvas = await specToCanvas(spec, 1);
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return encodePng(withFewColors(pixels)).toString("base64");
}

/** The chart for a notebook while it changes: quickly made, and without a picture. */
export function draftBundle(spec: VegaLiteSpec, text: string): MimeBundle {
  return { [VEGA_LITE]: forPage(spec), "text/plain": text };
}

/** The chart for a stored notebook: Vega-Lite, a picture for viewers without it, and text. */
export async function specBundle(spec: VegaLiteSpec, text: string): Promise<MimeBundle> {
  const picture = canvasPackage()
    ? { "image/png": await notebookPng(spec) }
    : { "image/svg+xml": await specToSvg(spec) };
  return { [VEGA_LITE]: withCsvData(forPage(spec)), ...picture, "text/plain": text };
}

// Vega is large and has a top-level await, which a bare tslab cannot load statically.
async function viewOf(spec: VegaLiteSpec) {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  // Vega writes its marks into the data that it is given.
  const copy = structuredClone(spec) as unknown as Parameters<typeof compile>[0];
  const compiled = compile(copy).spec;
  return new vega.View(vega.parse(compiled), { renderer: "none" });
}
