import { inspect } from "node:util";
import { DISPLAY, isDisplayable, type MimeBundle } from "./mime.js";
import { currentNotebook } from "./notebook.js";

/**
 * Displays a value now, wherever the call stands in a cell (the last value of a cell is displayed
 * without it). Outside a notebook the value's text is printed.
 *
 * @param value anything; a value with a method under `Symbol.for("Jupyter.display")` shows itself,
 *   any other is shown as text.
 */
export async function show(value: unknown): Promise<void> {
  const notebook = currentNotebook(); // before the first await, so that the output stays in its cell
  const bundle: MimeBundle = isDisplayable(value)
    ? await value[DISPLAY]()
    : { "text/plain": typeof value === "string" ? value : inspect(value) };
  if (notebook) notebook.display(bundle);
  else console.log(bundle["text/plain"] ?? `(${Object.keys(bundle).join(", ")})`);
}
