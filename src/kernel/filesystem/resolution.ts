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

export class ModuleResolution {
  readonly #cache: ts.ModuleResolutionCache;
  readonly #packages = new Map<string, Resolved>();

  constructor(
    private readonly typescript: TypeScript,
    private readonly host: ts.ModuleResolutionHost,
    private readonly options: ts.CompilerOptions,
    folder: string,
  ) {
    this.#cache = typescript.createModuleResolutionCache(folder, (name) => name, options);
  }

  resolve(specifier: string, from: string): Resolved {
    const isPackage = inPackage(from);
    const key = `${path.dirname(from)}\0${specifier}`;
    const cached = this.#packages.get(key);
    if (cached) return cached;
    const resolved = this.typescript.resolveModuleName(
      specifier,
      from,
      this.options,
      this.host,
      isPackage ? this.#cache : undefined,
    );
    if (!isPackage && inPackage(resolved.resolvedModule?.resolvedFileName ?? ""))
      this.#packages.set(key, resolved);
    return resolved;
  }
}
