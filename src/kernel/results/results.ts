/**
 * How the value of a cell is shown.
 *
 * Broken in bare tslab: values go through `console.log`, and `null` shows as nothing. Here the first
 * of the ways below that knows a value shows it; any other value is shown as Node's REPL does it:
 * strings quoted, `null` shown, `undefined` silent. Each way has its own file. Can go when
 * tslab does the same.
 */
import { types } from "node:util";
import type { MimeBundle } from "../../base/mime.js";
import type { Renderer } from "./bundle.js";
import { foldedText } from "./fold.js";
import { galleryBundle } from "./gallery.js";
import { chartBundle, elementBundle } from "./markup.js";
import { modelBundle } from "./model.js";
import { failure, ownDisplayBundle } from "./own-display.js";
import { pictureBundle } from "./pictures.js";
import { shortForm } from "./short-form.js";
import { tableBundle } from "./table.js";
import { tensorBundle } from "./tensor.js";
import { textOf } from "./text.js";

export type { MimeBundle } from "../../base/mime.js";
export { sendable } from "./own-display.js";

const RENDERERS: readonly Renderer[] = [
  tensorBundle,
  modelBundle,
  (value) => plain(shortForm(value)), // layers and optimizers
  pictureBundle,
  elementBundle,
  chartBundle,
  galleryBundle,
  tableBundle,
];

/** The bundle that shows `value`. Whatever the value is, there is one. */
export async function bundleOf(value: unknown): Promise<MimeBundle> {
  try {
    const rich = (await ownDisplayBundle(value)) ?? (await renderingOf(value));
    // A value that the protocol cannot carry, such as a bigint in JSON, must not fail when it is sent.
    if (rich) JSON.stringify(rich);
    return rich ?? foldedText(textOf(value));
  } catch (error) {
    return failure(error);
  }
}

/** A value that only resembles what a renderer knows may make it fail; it is shown as text then. */
async function renderingOf(value: unknown): Promise<MimeBundle | undefined> {
  if (typeof value !== "object" && typeof value !== "function") return undefined;
  if (types.isProxy(value)) return undefined; // to ask it for its properties may do anything
  for (const render of RENDERERS) {
    try {
      const bundle = await render(value);
      if (bundle) return bundle;
    } catch {
      continue;
    }
  }
  return undefined;
}

const plain = (text: string | undefined): MimeBundle | undefined =>
  text === undefined ? undefined : { "text/plain": text };
