/**
 * Resolves the imports of cells and local files for the type checker.
 *
 * Broken in bare tslab: TypeScript remembers that a module was not found until a watcher of folders
 * reports a change, so a file written between two cells is missed for a while. Fixed here: imports
 * in the notebook's own code are resolved again for each cell; only packages are cached. Can go
 * when tslab checks files before it compiles.
 */
import path from "node:path";
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { inPackage } from "./file-versions.js";

type Resolved = ts.ResolvedModuleWithFailedLookupLocations;

const fileOf = ({ resolvedModule }: Resolved): string | undefined =>
  resolvedModule?.resolvedFileName;

export class ModuleResolution {
  readonly cache: ts.ModuleResolutionCache;
  readonly #packages = new Map<string, Resolved>();
  /** The files that each of the notebook's files imports, beside packages, by specifier. */
  readonly #local = new Map<string, Map<string, string | undefined>>();

  constructor(
    private readonly typescript: TypeScript,
    private readonly host: ts.ModuleResolutionHost,
    private readonly options: ts.CompilerOptions,
    folder: string,
  ) {
    this.cache = typescript.createModuleResolutionCache(folder, (name) => name, options);
  }

  resolve(specifier: string, from: string): Resolved {
    const isPackage = inPackage(from);
    const key = `${path.dirname(from)}\0${specifier}`;
    const cached = this.#packages.get(key);
    if (cached) return cached;
    const resolved = this.#resolve(specifier, from, isPackage ? this.cache : undefined);
    if (isPackage) return resolved;
    const file = fileOf(resolved);
    if (file !== undefined && inPackage(file)) {
      this.#packages.set(key, resolved);
    } else {
      const imports = this.#local.get(from) ?? new Map<string, string | undefined>();
      this.#local.set(from, imports.set(specifier, file));
    }
    return resolved;
  }

  /** Whether an import of the file would be resolved otherwise now, since files came or went. */
  hasChanged(from: string): boolean {
    return [...(this.#local.get(from) ?? [])].some(
      ([specifier, file]) => fileOf(this.#resolve(specifier, from)) !== file,
    );
  }

  #resolve(specifier: string, from: string, cache?: ts.ModuleResolutionCache): Resolved {
    return this.typescript.resolveModuleName(specifier, from, this.options, this.host, cache);
  }
}
