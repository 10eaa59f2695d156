/**
 * Names that are built into Deno, Bun or a browser, but not into Node.
 *
 * Broken in bare tslab: an error advises to change options of the compiler, or nothing. Fixed here:
 * it says what serves here instead.
 */
import type { Finding } from "./compile-error.js";

const SHOW = 'show HTML with display.html(…) from "tslab"';
const page = (name: string): [string, string] => [name, `a browser's ${name}: ${SHOW}`];

const ELSEWHERE = new Map([
  ["Deno", 'Deno\'s own: use display from "tslab", node:fs for files, process for the rest'],
  ["Bun", "Bun's own: use node:fs for files, process and node:child_process for the rest"],
  ...["document", "window", "alert", "confirm", "localStorage", "$"].map(page),
  ["prompt", 'a browser\'s prompt: write await input("…")'],
]);

/** Advice for a finding about such a name; undefined for others. */
export function nameAdvice({ messageText }: Finding): string | undefined {
  const [, name = ""] = /^Cannot find name '([^']+)'/.exec(messageText) ?? [];
  const where = ELSEWHERE.get(name);
  return where && `Expected a name that Node or an earlier cell defines, found ${name}, ${where}.`;
}
