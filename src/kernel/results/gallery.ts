/**
 * Arrays of values that show themselves, side by side in one output.
 *
 * Broken in bare tslab: the array is shown as text. Can go when tslab shows such arrays.
 */
import { types } from "node:util";
import { isDisplayable, type MimeBundle } from "../../base/mime.js";
import { formatCount } from "../../base/numbers.js";
import { picture, preformatted } from "./html.js";
import { elementBundle, isElement } from "./markup.js";
import { ownDisplayBundle } from "./own-display.js";
import { isPicture, pictureBundle } from "./pictures.js";

const MOST_ELEMENTS = 100;

/** Shows an array whose elements are all displayable. Arrays in it are not. */
export function galleryBundle(value: unknown): Promise<MimeBundle> | undefined {
  if (!Array.isArray(value) || types.isProxy(value) || value.length === 0) return undefined;
  return value.every(showsItself) ? compose(value) : undefined;
}

const showsItself = (value: unknown): boolean =>
  isDisplayable(value) || (!types.isProxy(value) && (isPicture(value) || isElement(value)));

async function compose(values: readonly unknown[]): Promise<MimeBundle> {
  const bundles: MimeBundle[] = [];
  // One after the other: pictures may be drawn with the same native code.
  for (const value of values.slice(0, MOST_ELEMENTS)) {
    const bundle = ownDisplayBundle(value) ?? pictureBundle(value) ?? elementBundle(value);
    bundles.push((await bundle)!);
  }
  const left = values.length - bundles.length;
  const more = left > 0 ? [`… ${formatCount(left, "more element")}`] : [];
  return {
    "text/html":
      '<div style="display: flex; flex-wrap: wrap; gap: 8px; align-items: flex-start">' +
      [...bundles.map(htmlOf), ...more.map(preformatted)]
        .map((html) => `<div>${html}</div>`)
        .join("") +
      "</div>",
    "text/plain": [...bundles.map(plainOf), ...more].join("\n"),
  };
}

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/** The richest rendering that can be part of a page. */
function htmlOf(bundle: MimeBundle): string {
  const { "text/html": html, "image/svg+xml": svg } = bundle;
  if (typeof html === "string") return html;
  // As a separate picture, so that names in one drawing do not affect the next.
  if (typeof svg === "string") return picture("image/svg+xml", Buffer.from(svg).toString("base64"));
  const type = PICTURES.find((name) => typeof bundle[name] === "string");
  return type ? picture(type, bundle[type] as string) : preformatted(plainOf(bundle));
}

function plainOf(bundle: MimeBundle): string {
  const text = bundle["text/plain"] ?? bundle["text/markdown"];
  return typeof text === "string" ? text : `(${Object.keys(bundle).join(", ")})`;
}
