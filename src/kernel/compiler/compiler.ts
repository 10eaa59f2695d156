/**
 * The compiler that tslab uses, with the options and corrections of this kernel.
 *
 * Broken in bare tslab: cells are checked without `strict` and resolved as Node did in 2015, so
 * that packages which describe their types in `exports` are not found; the library of types stops
 * at ES2022; top-level `await` is an error in imported files. tslab sets its options in code. Fixed
 * here: they are replaced where they are passed to TypeScript. Can go when tslab reads a tsconfig.
 */
import { createRequire } from "node:module";
import path from "node:path";
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { borrowPackages } from "../filesystem/borrowed-packages.js";
import { GLOBALS_FILE, serveGlobals } from "../filesystem/globals.js";
import { libraryFile, withLibrary } from "../filesystem/library.js";
import { FileChanges } from "../filesystem/file-changes.js";
import { resolveEachTime } from "../filesystem/resolution.js";

export type Builder = ts.EmitAndSemanticDiagnosticsBuilderProgram;

/** The TypeScript that tslab uses, and the newest program that tslab has created with it. */
export class Compiler {
  readonly files = new FileChanges();
  #builder: Builder | undefined;

  get builder(): Builder {
    if (!this.#builder)
      throw new Error("Expected tslab to create a program at its start, found none.");
    return this.#builder;
  }

  /** Wraps `typescript` so that tslab's converter compiles as described above. */
  correct(typescript: TypeScript): TypeScript {
    const createWatchCompilerHost = (
      files: string[],
      options: ts.CompilerOptions,
      system: ts.System,
      _createProgram: unknown,
      ...reporters: [ts.DiagnosticReporter, ts.WatchStatusReporter]
    ) => {
      const corrected = { ...options, ...kernelOptions(typescript, options) };
      const extended = serveGlobals(withLibrary(borrowPackages(system)));
      const create = this.#programs(typescript);
      return resolveEachTime(
        typescript,
        typescript.createWatchCompilerHost(files, corrected, extended, create, ...reporters),
      );
    };
    return {
      ...typescript,
      sys: this.files.watchedBy(typescript.sys),
      createWatchCompilerHost: createWatchCompilerHost as TypeScript["createWatchCompilerHost"],
    };
  }

  #programs(typescript: TypeScript): ts.CreateProgram<Builder> {
    const create: ts.CreateProgram<Builder> =
      typescript.createEmitAndSemanticDiagnosticsBuilderProgram;
    return (...args: Parameters<ts.CreateProgram<Builder>>) => (this.#builder = create(...args));
  }
}

function kernelOptions(typescript: TypeScript, options: ts.CompilerOptions): ts.CompilerOptions {
  // tslab depends on @types/node, but looks for it only inside its own node_modules, where npm
  // rarely leaves it.
  const require = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));
  const nodeTypes = path.dirname(require.resolve("@types/node/package.json"));
  return {
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    strict: true,
    lib: ["lib.esnext.d.ts", libraryFile, GLOBALS_FILE],
    // A local JavaScript file may be imported, but is not expected to pass the type checker.
    checkJs: false,
    allowImportingTsExtensions: true,
    inlineSourceMap: true,
    rootDir: path.parse(process.cwd()).root.replaceAll("\\", "/"), // local files may be anywhere
    disableTopLevelAwait: false, // an option of tslab's TypeScript
    typeRoots: [...(options.typeRoots ?? []), path.dirname(nodeTypes).replaceAll("\\", "/")],
    // Only Node's globals are there without an import. Other @types packages are found when
    // imported.
    types: ["node"],
  };
}
