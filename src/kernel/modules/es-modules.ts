/**
 * ES modules in cells.
 *
 * Broken in bare tslab: a cell runs as CommonJS and loads packages with `require()`, which fails
 * for ES modules with top-level await (vega 6, `ERR_REQUIRE_ASYNC_MODULE`) and, for packages with
 * two builds, creates a second instance beside the one that other ES modules import.
 *
 * Fixed here: before code runs, each package that it requires is imported as Node would import it
 * for a module in the same folder; `require()` then returns the imported module. Can go when tslab
 * runs cells as ES modules.
 */
import Module, { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { borrowedImport, isBare } from "../filesystem/borrowed-packages.js";
import { checkNative, importedFirst } from "../filesystem/tensorflow.js";
import { workingFolder } from "../working-folder.js";

type Import = (specifier: string) => Promise<object>;

interface PreparedModule {
  /** The result of `require()`. */
  readonly exports: unknown;
  /** The module itself, if it is an ES module. */
  readonly namespace?: Record<string, unknown>;
}

/** The CommonJS modules that Node has loaded. */
const loadedModules = createRequire(import.meta.url).cache;
const importers = new Map<string, Import>();
const preparedModules = new Map<string, PreparedModule>();

const keyOf = (specifier: string, file: string): string => `${path.dirname(file)}\0${specifier}`;

/**
 * Imports the package (or .mjs file) that code in `file` imports or requires. If it cannot be
 * resolved, nothing happens: `require()` will throw, and its error has the line of the import.
 */
export async function prepareImport(specifier: string, file: string): Promise<void> {
  const key = keyOf(specifier, file);
  const ready = preparedModules.has(key) || Module.isBuiltin(specifier) || specifier === "tslab";
  if (ready || specifier.endsWith(".json")) return;
  if (!isBare(specifier) && !specifier.endsWith(".mjs")) return;
  try {
    preparedModules.set(key, prepareModule(await importFrom(specifier, file)));
  } catch (error) {
    if (!isResolutionError(error)) throw error;
  }
}

/** The module that {@link prepareImport} has imported for `specifier` in `file`. */
export function preparedImport(specifier: string, file: string): PreparedModule | undefined {
  return preparedModules.get(keyOf(specifier, file));
}

/** `import(specifier)` as in a module at the path `file`; falls back to the kernel's packages. */
export async function importFrom(specifier: string, file: string): Promise<object> {
  await silenceFirstImport();
  for (const first of importedFirst(specifier)) await borrowedImport(first);
  const folder = path.dirname(file);
  let importer = importers.get(folder);
  if (!importer) importers.set(folder, (importer = importerIn(folder)));
  try {
    return await importer(specifier);
  } catch (error) {
    if (!isBare(specifier) || !isResolutionError(error, folder)) throw error;
    checkNative(specifier);
    return borrowedImport(specifier).catch((borrowError: unknown) => {
      throw isResolutionError(borrowError, specifier) ? error : borrowError;
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

let silencedImport: Promise<void> | undefined;

/** Node warns once that the option above is experimental. No cell should show this warning. */
function silenceFirstImport(): Promise<void> {
  return (silencedImport ??= (async () => {
    const { emitWarning } = process;
    process.emitWarning = () => {};
    await importerIn(workingFolder())("node:os");
    process.emitWarning = emitWarning;
  })());
}

function prepareModule(namespace: object): PreparedModule {
  const defaultExport = (namespace as { default?: unknown }).default;
  if (isCommonJs(namespace, defaultExport)) return { exports: defaultExport };
  // With this mark, TypeScript's helpers use `default` as the value of `import x from`.
  const exports = new Proxy(namespace, {
    get: (target, name) => (name === "__esModule" ? true : (Reflect.get(target, name) as unknown)),
  });
  return { exports, namespace: namespace as Record<string, unknown> };
}

/** Whether Node created the namespace for a CommonJS module, whose exports are its default. */
function isCommonJs(namespace: object, defaultExport: unknown): boolean {
  if (defaultExport === undefined || defaultExport === null) return false;
  if (!Object.values(loadedModules).some((module) => module?.exports === defaultExport))
    return false;
  const names = Object.keys(namespace).filter((n) => n !== "default" && n !== "module.exports");
  return names.every((name) => name in Object(defaultExport));
}

const RESOLUTION_ERRORS = new Set([
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
  "ERR_IMPORT_ASSERTION_TYPE_MISSING",
  "ERR_IMPORT_ATTRIBUTE_MISSING",
  "ERR_UNKNOWN_FILE_EXTENSION",
]);

function isResolutionError(error: unknown, mention = ""): boolean {
  if (!(error instanceof Error)) return false;
  const { code = "" } = error as NodeJS.ErrnoException;
  return RESOLUTION_ERRORS.has(code) && error.message.includes(mention);
}
