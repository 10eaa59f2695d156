/**
 * Values that are documents of the web: elements of a page, and charts of Vega.
 *
 * Broken in bare tslab: they are shown as objects. Deno's kernel shows elements by their `outerHTML`
 * and charts by their `toSpec()`. Can go when tslab does.
 */
import type { MimeBundle } from "../../base/mime.js";
import { isObject } from "./bundle.js";
import { foldedText } from "./fold.js";
import { textOf } from "./text.js";

export const isElement = (value: unknown): value is { readonly outerHTML: string } =>
  isObject(value) && typeof value["outerHTML"] === "string";

/** Shows an element as HTML or SVG. */
export function elementBundle(value: unknown): MimeBundle | undefined {
  if (!isElement(value)) return undefined;
  const html = value.outerHTML;
  const type = html.startsWith("<svg") ? "image/svg+xml" : "text/html";
  return { [type]: html, "text/plain": foldedText(html)["text/plain"] };
}

const VEGA_SCHEMA = /^https?:\/\/vega\.github\.io\/schema\/(vega|vega-lite)\/v\d/;

/** Frontends know these versions by name and render newer specifications with them. */
const TYPES: Readonly<Record<string, string>> = {
  vega: "application/vnd.vega.v5+json",
  "vega-lite": "application/vnd.vegalite.v5+json",
};

/** Shows a specification that names Vega's or Vega-Lite's schema, or a builder of one, as a chart. */
export function chartBundle(value: unknown): MimeBundle | undefined {
  if (!isObject(value)) return undefined;
  const spec =
    typeof value["toSpec"] === "function" ? (value["toSpec"] as () => unknown).call(value) : value;
  if (!isObject(spec) || typeof spec["$schema"] !== "string") return undefined;
  const kind = VEGA_SCHEMA.exec(spec["$schema"])?.[1];
  if (kind === undefined) return undefined;
  const text = foldedText(textOf(value))["text/plain"];
  return { [TYPES[kind]!]: spec, "text/plain": text };
}
