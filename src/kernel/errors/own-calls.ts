/**
 * A refusal of Ganvas is a sentence for the user, whose mistake is in the cell: the calls inside of
 * Ganvas that lead to it say nothing. All other errors keep their calls, also those of Ganvas.
 */
import path from "node:path";

const PACKAGE = path.resolve(import.meta.dirname, "../../..");
const FOLDERS = ["dist", "src"].map((folder) => path.join(PACKAGE, folder) + path.sep);
const INSTALLED = /[\\/]node_modules[\\/]ganvas[\\/]/;

/** Whether an error is a sentence that Ganvas threw; V8's own messages end without a period. */
export const isRefusal = ({ message }: Error, calls: readonly string[]): boolean =>
  message.endsWith(".") && calls.length > 0 && isInside(calls);

/** Whether the innermost call is one of Ganvas; Node's own are left out of stack traces. */
export const isInside = ([innermost]: readonly string[]): boolean =>
  innermost === undefined || isOwn(innermost);

/** Calls of a stack trace, those inside of Ganvas counted in one line. */
export function withoutOwnCalls(calls: readonly string[]): string[] {
  const first = calls.findIndex((call) => !isOwn(call));
  const count = first < 0 ? calls.length : first;
  const others = first < 0 ? [] : calls.slice(first);
  return [`    … ${count} call${count === 1 ? "" : "s"} inside of ganvas`, ...others];
}

function isOwn(call: string): boolean {
  const [, file] = /\(?((?:\/|\w:[\\/]|[.\w])[^():]*):\d+:\d+\)?$/.exec(call) ?? [];
  if (!file) return false;
  const resolved = path.resolve(file);
  return INSTALLED.test(resolved) || FOLDERS.some((folder) => resolved.startsWith(folder));
}
