/**
 * Values that show themselves: those with a method under `Symbol.for("Jupyter.display")`.
 *
 * Broken in bare tslab: values go through `console.log`, so a value cannot bring its own picture.
 * The symbol is the convention of Deno's kernel. Can go when tslab knows it.
 */
import { DISPLAY, isDisplayable, type Displayable, type MimeBundle } from "../../base/mime.js";
import { isObject } from "./bundle.js";
import { textOf } from "./text.js";

/**
 * The bundle that the value's own method gives. A method that fails, or returns something else than
 * a bundle, gives a text that says so.
 */
export function ownDisplayBundle(value: unknown): Promise<MimeBundle> | undefined {
  return isDisplayable(value) ? ask(value) : undefined;
}

async function ask(value: Displayable): Promise<MimeBundle> {
  try {
    const bundle: unknown = await value[DISPLAY]();
    if (isObject(bundle) && !Array.isArray(bundle)) return sendable(bundle);
    return failure(new TypeError(`it returned ${textOf(bundle)}, not an object by MIME type`));
  } catch (error) {
    return failure(error);
  }
}

/** Binary pictures may come as bytes; the protocol wants base64. */
export function sendable(bundle: MimeBundle): MimeBundle {
  const encode = (content: unknown): unknown =>
    content instanceof Uint8Array ? Buffer.from(content).toString("base64") : content;
  return Object.fromEntries(Object.entries(bundle).map(([type, c]) => [type, encode(c)]));
}

/** The bundle that stands for a value that could not be shown. */
export function failure(error: unknown): MimeBundle {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : safely(error);
  return { "text/plain": `The value could not be displayed: ${reason}` };
}

function safely(value: unknown): string {
  try {
    return textOf(value);
  } catch {
    return "it throws when it is inspected";
  }
}
