/**
 * Where an import of a cell or a local file leads, for the type checker.
 *
 * Broken in bare tslab: TypeScript remembers that a module was not found until a watcher of folders
 * says otherwise, so a file written between two cells is missed for a while. Mended here: imports
 * of the notebook's own code are looked up anew for each cell; only packages are remembered. Can go
 * when tslab looks before it compiles.
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
    const fixed = inPackage(from);
    const key = `${path.dirname(from)}\0${name}`;
    const known = packages.get(key);
    if (known) return known;
    const found = typescript.resolveModuleName(
      name,
      from,
      options,
      host,
      fixed ? cache : undefined,
    );
    if (!fixed && inPackage(found.resolvedModule?.resolvedFileName ?? "")) packages.set(key, found);
    return found;
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
