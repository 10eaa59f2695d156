/**
 * Imports of files that only a bundler understands: `import "./style.css"`.
 *
 * Broken in bare tslab: Node reads such a file as JavaScript, and the error does not name it. Fixed
 * here: an error says what to do instead. Can go when Node says it.
 */
import path from "node:path";
import type { Finding } from "./compile-error.js";

/** Kinds of files that Node or this kernel loads as modules; those without a suffix, too. */
const LOADABLE = /^(?:\.([cm]?[jt]sx?|json|node|wasm))?$/;

/** Messages of TypeScript about an import that it cannot find or has no types for. */
const UNKNOWN_IMPORTS = new Set([2307, 2882]);

/** Advice for a finding about such an import; undefined for others. */
export function importAdvice({ code, messageText }: Finding): string | undefined {
  if (!UNKNOWN_IMPORTS.has(code)) return undefined;
  const [, specifier] = /'([^']+)'/.exec(messageText) ?? [];
  return specifier && isFile(specifier) && !isLoadable(specifier) ? advice(specifier) : undefined;
}

/** The `error` of a `require` call, or a better one if it names such a file. */
export function explainUnloadable(
  error: unknown,
  specifier: string,
  resolve: (specifier: string) => string,
): unknown {
  if (!(error instanceof SyntaxError)) return error;
  try {
    return isLoadable(resolve(specifier)) ? error : new Error(advice(specifier));
  } catch {
    return error; // not found from the notebook's folder: a package of the kernel
  }
}

/** Not a package: those have dots in their names, too. */
const isFile = (specifier: string): boolean => /^[./]|.\//.test(specifier);
const isLoadable = (file: string): boolean => LOADABLE.test(path.extname(file));

function advice(specifier: string): string {
  const isStyle = /^\.(css|s[ac]ss|less|styl)$/.test(path.extname(specifier));
  const what = isStyle ? "CSS, which a cell cannot import" : "a file of another kind";
  return (
    `Expected a module of JavaScript, TypeScript or JSON, found ${what}, in ` +
    `${JSON.stringify(specifier)}: read the file with readFileSync from "node:fs"` +
    (isStyle ? ', and show it with display.html("<style>…</style>") from "tslab".' : ".")
  );
}
