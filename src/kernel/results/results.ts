/**
 * How the value of a cell is shown.
 *
 * Broken in bare tslab: values go through `console.log`, so a value cannot bring its own picture,
 * and `null` shows as nothing. Here a value with a method under `Symbol.for("Jupyter.display")`
 * (Deno's convention) is shown as the MIME bundle that the method returns; any other as Node's REPL
 * shows it: strings quoted, `null` shown, `undefined` silent. Can go when tslab does the same.
 */
import { inspect } from "node:util";

/** One rendering for each MIME type. */
export type MimeBundle = Record<string, unknown>;

const DISPLAY = Symbol.for("Jupyter.display");

/**
 * The bundle that shows `value`. A display method that fails, or returns something else than a
 * bundle, gives a text that says so.
 */
export async function bundleOf(value: unknown): Promise<MimeBundle> {
  try {
    const method = displayMethod(value);
    if (!method) return { "text/plain": textOf(value) };
    const bundle = await method.call(value);
    if (typeof bundle === "object" && bundle !== null) return sendable(bundle as MimeBundle);
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

function displayMethod(value: unknown): (() => unknown) | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return undefined;
  const method = (value as { [DISPLAY]?: unknown })[DISPLAY];
  return typeof method === "function" ? (method as () => unknown) : undefined;
}

function textOf(value: unknown): string {
  return inspect(value, { depth: 4, maxArrayLength: 100 });
}

function failure(error: unknown): MimeBundle {
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
