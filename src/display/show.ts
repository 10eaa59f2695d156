import { inspect } from "node:util";
import { kernelHost } from "../base/host.js";
import { DISPLAY, isDisplayable, type MimeBundle } from "../base/mime.js";
import { currentNotebook } from "./notebook.js";

/**
 * Displays a value now, from any place in a cell (the last value of a cell needs no call). Outside a
 * notebook the value's text is printed.
 *
 * @param value anything; a value with a method under `Symbol.for("Jupyter.display")` shows itself,
 *   Ganvas' kernel shows any other as it shows the value of a cell, other kernels as text. A string
 *   is shown as it is.
 */
export async function show(value: unknown): Promise<void> {
  const notebook = currentNotebook(); // before the first await, so that the output stays in its cell
  const bundle = await bundleOf(value);
  if (notebook) notebook.display(bundle);
  else console.log(bundle["text/plain"] ?? `(${Object.keys(bundle).join(", ")})`);
}

async function bundleOf(value: unknown): Promise<MimeBundle> {
  if (isDisplayable(value)) return value[DISPLAY]();
  if (typeof value === "string") return { "text/plain": value };
  return (await kernelHost()?.bundle?.(value)) ?? { "text/plain": inspect(value) };
}
