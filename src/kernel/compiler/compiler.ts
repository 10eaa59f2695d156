/**
 * The compiler that tslab uses, with the options and corrections of this kernel.
 *
 * Broken in bare tslab: cells are checked without `strict` and resolved as Node did in 2015, so
 * that packages which describe their types in `exports` are not found. tslab fixes its options in
 * code; here they are replaced where they pass into TypeScript. Can go when tslab reads a tsconfig.
 */
import { createRequire } from "node:module";
import path from "node:path";
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { liveBindings } from "./live-bindings.js";
import { plainCalls, shorthandProperties } from "./earlier-variables.js";
import { borrowPackages } from "../modules/borrowed-packages.js";
import { toCommonJs } from "./common-js.js";
import { GLOBALS_FILE, serveGlobals } from "./globals.js";
import { noteProgram } from "./cell-view.js";
import { separateTimers } from "./watch-timers.js";

/** Wraps `typescript` so that tslab's converter compiles as described above. */
export function correctCompiler(typescript: TypeScript): TypeScript {
  const createWatchCompilerHost = (
    files: string[],
    options: ts.CompilerOptions,
    system: ts.System,
    _createProgram: unknown,
    ...reporters: [ts.DiagnosticReporter, ts.WatchStatusReporter]
  ) =>
    typescript.createWatchCompilerHost(
      files,
      { ...options, ...ourOptions(typescript, options) },
      serveGlobals(borrowPackages(separateTimers(system))),
      correctedPrograms(typescript),
      ...reporters,
    );
  return {
    ...typescript,
    createWatchCompilerHost: createWatchCompilerHost as TypeScript["createWatchCompilerHost"],
    transpileModule: (code, options) => toCommonJs(typescript, code, options),
  };
}

function ourOptions(typescript: TypeScript, options: ts.CompilerOptions): ts.CompilerOptions {
  // tslab depends on @types/node, but looks for it only inside its own node_modules, where npm
  // rarely leaves it.
  const require = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));
  const nodeTypes = path.dirname(require.resolve("@types/node/package.json"));
  return {
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    strict: true,
    inlineSourceMap: true,
    typeRoots: [...(options.typeRoots ?? []), path.dirname(nodeTypes).replaceAll("\\", "/")],
    // Only Node's globals come by themselves. Every other @types package is found when imported.
    types: ["node"],
    lib: [...(options.lib ?? []), GLOBALS_FILE],
  };
}

/** A builder of programs whose emitted cells pass through our corrections after tslab's own. */
function correctedPrograms(typescript: TypeScript) {
  return (
    ...args: Parameters<ts.CreateProgram<ts.EmitAndSemanticDiagnosticsBuilderProgram>>
  ): ts.EmitAndSemanticDiagnosticsBuilderProgram => {
    const create: ts.CreateProgram<ts.EmitAndSemanticDiagnosticsBuilderProgram> =
      typescript.createEmitAndSemanticDiagnosticsBuilderProgram;
    const builder = create(...args);
    noteProgram(builder);
    const emit = builder.emit;
    builder.emit = (file, write, token, onlyDeclarations, theirs) =>
      emit.call(builder, file, write, token, onlyDeclarations, {
        ...theirs,
        after: [
          shorthandProperties(typescript, builder.getProgram()),
          ...(theirs?.after ?? []),
          plainCalls(typescript),
          liveBindings(typescript),
        ],
      });
    return builder;
  };
}
