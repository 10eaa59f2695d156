/**
 * ES modules in cells.
 *
 * Broken in bare tslab: a cell runs as CommonJS and loads packages with `require()`, which fails for
 * ES modules with top-level await (vega 6, `ERR_REQUIRE_ASYNC_MODULE`) and, for packages with two
 * builds, gives a second instance beside the one that other ES modules import.
 *
 * Mended here: before code runs, each package that it requires is imported as Node would import it
 * for a module in that place; `require()` then answers from what was imported. Can go when tslab
 * runs cells as ES modules.
 */
import Module, { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { borrowedImport, isBare } from "../filesystem/borrowed-packages.js";

type Import = (specifier: string) => Promise<object>;

interface Prepared {
  /** What `require()` gives. */
  readonly exports: unknown;
  /** The module itself, if it is an ES module. */
  readonly namespace?: Record<string, unknown>;
}

const loaded = createRequire(import.meta.url).cache;
const importers = new Map<string, Import>();
const imported = new Map<string, Prepared>();

const keyOf = (specifier: string, file: string): string => `${path.dirname(file)}\0${specifier}`;

/**
 * Imports the package (or .mjs file) that code in `file` imports or requires. One that cannot be
 * resolved is left to `require()`, whose error then carries the line of the import.
 */
export async function prepareImport(specifier: string, file: string): Promise<void> {
  const key = keyOf(specifier, file);
  const ready = imported.has(key) || Module.isBuiltin(specifier) || specifier === "tslab";
  if (ready || specifier.endsWith(".json")) return;
  if (!isBare(specifier) && !specifier.endsWith(".mjs")) return;
  try {
    imported.set(key, prepared(await importFrom(specifier, file)));
  } catch (error) {
    if (!isResolutionError(error)) throw error;
  }
}

/** What {@link prepareImport} has ready for `specifier` in `file`. */
export function preparedImport(specifier: string, file: string): Prepared | undefined {
  return imported.get(keyOf(specifier, file));
}

/** `import(specifier)` as a module at the place of `file` would do it, borrowing as a last resort. */
export async function importFrom(specifier: string, file: string): Promise<object> {
  await quietFirstImport();
  const folder = path.dirname(file);
  let importer = importers.get(folder);
  if (!importer) importers.set(folder, (importer = importerIn(folder)));
  try {
    return await importer(specifier);
  } catch (error) {
    if (!isBare(specifier) || !isResolutionError(error, folder)) throw error;
    return borrowedImport(specifier).catch((second: unknown) => {
      throw isResolutionError(second, specifier) ? error : second;
    });
  }
}

/** A dynamic import whose relative paths and packages are looked up from `folder`. */
function importerIn(folder: string): Import {
  return vm.runInThisContext("(specifier) => import(specifier)", {
    filename: path.join(folder, "notebook.js"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as Import;
}

let quieted: Promise<void> | undefined;

/** Node announces once that the option above is experimental; nobody's cell should show that. */
function quietFirstImport(): Promise<void> {
  return (quieted ??= (async () => {
    const { emitWarning } = process;
    process.emitWarning = () => {};
    await importerIn(process.cwd())("node:os");
    process.emitWarning = emitWarning;
  })());
}

function prepared(namespace: object): Prepared {
  const content = (namespace as { default?: unknown }).default;
  if (isCommonJs(namespace, content)) return { exports: content };
  // The mark tells TypeScript's helpers that `default` is already what `import x from` means.
  const exports = new Proxy(namespace, {
    get: (target, name) => (name === "__esModule" ? true : (Reflect.get(target, name) as unknown)),
  });
  return { exports, namespace: namespace as Record<string, unknown> };
}

/** Whether Node made the namespace around a CommonJS module, whose exports are then its default. */
function isCommonJs(namespace: object, content: unknown): boolean {
  if (content === undefined || content === null) return false;
  if (!Object.values(loaded).some((module) => module?.exports === content)) return false;
  const names = Object.keys(namespace).filter((n) => n !== "default" && n !== "module.exports");
  return names.every((name) => name in Object(content));
}

const RESOLUTION_ERRORS = new Set([
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
  "ERR_IMPORT_ASSERTION_TYPE_MISSING",
  "ERR_IMPORT_ATTRIBUTE_MISSING",
  "ERR_UNKNOWN_FILE_EXTENSION",
]);

function isResolutionError(error: unknown, mentioned = ""): boolean {
  if (!(error instanceof Error)) return false;
  const { code = "" } = error as NodeJS.ErrnoException;
  return RESOLUTION_ERRORS.has(code) && error.message.includes(mentioned);
}
