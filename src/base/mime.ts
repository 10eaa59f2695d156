/**
 * The convention by which a value shows itself in a notebook.
 *
 * A value with a method under {@link DISPLAY} is shown as the MIME bundle that the method returns.
 * Deno's kernel knows the same symbol, so our values show themselves there too.
 */
export const DISPLAY = Symbol.for("Jupyter.display");

/** One rendering per MIME type: strings, base64 for binary pictures, plain objects for JSON types. */
export type MimeBundle = Record<string, unknown>;

/** A value that knows how to show itself in a notebook. */
export interface Displayable {
  [DISPLAY](): MimeBundle | Promise<MimeBundle>;
}

/** Whether `value` has a method under {@link DISPLAY}. */
export function isDisplayable(value: unknown): value is Displayable {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  // `in` first: a proxy that answers every name with a function does not show itself.
  return DISPLAY in value && typeof value[DISPLAY] === "function";
}
