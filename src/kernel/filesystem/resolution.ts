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

type Host =
  ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.EmitAndSemanticDiagnosticsBuilderProgram>;
type Resolved = ts.ResolvedModuleWithFailedLookupLocations;

const inPackage = (file: string): boolean => file.includes("/node_modules/");

export function resolveEachTime(typescript: TypeScript, host: Host): Host {
  const cache = typescript.createModuleResolutionCache(host.getCurrentDirectory(), (name) => name);
  const packages = new Map<string, Resolved>();

  const resolve = (name: string, from: string, options: ts.CompilerOptions): Resolved => {
    const isPackage = inPackage(from);
    const key = `${path.dirname(from)}\0${name}`;
    const cached = packages.get(key);
    if (cached) return cached;
    const resolved = typescript.resolveModuleName(
      name,
      from,
      options,
      host,
      isPackage ? cache : undefined,
    );
    if (!isPackage && inPackage(resolved.resolvedModule?.resolvedFileName ?? ""))
      packages.set(key, resolved);
    return resolved;
  };
  return Object.assign(host, {
    resolveModuleNameLiterals: (
      literals: readonly ts.StringLiteralLike[],
      from: string,
      _redirected: unknown,
      options: ts.CompilerOptions,
    ) => literals.map(({ text }) => resolve(text, from, options)),
    hasInvalidatedResolutions: (file: string) => !inPackage(file),
  });
}
