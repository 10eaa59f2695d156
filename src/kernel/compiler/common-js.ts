/**
 * The second compilation: from the ES module that the type checker emits to the function body that
 * runs, for cells (see cell-body.ts) and for local files, which become CommonJS.
 *
 * Broken in bare tslab: positions are lost in this step (stack traces name lines of generated
 * code); a dynamic `import()` becomes `require()`, which cannot load every ES module; `import.meta`
 * does not compile. Fixed here: the two source maps are composed into one, which becomes a comment
 * at the end of the code; `import()` and `import.meta` become `__import()` and `__meta`, which the
 * kernel provides. Can go when tslab runs cells as ES modules.
 */
import remapping from "@jridgewell/remapping";
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { interruptChecks } from "./interrupt-checks.js";

const MAP_COMMENT = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/** Splits generated code from the source map (JSON text) at its end. */
export function splitSourceMap(code: string): { code: string; map?: string } {
  const match = MAP_COMMENT.exec(code);
  if (!match) return { code };
  return { code: code.slice(0, match.index), map: Buffer.from(match[1]!, "base64").toString() };
}

/** Names that a local file uses beside those of every CommonJS module. */
export const LOCAL_NAMES = { import: "__import", meta: "__meta" };

/** A local file as CommonJS. */
export function toCommonJs(typescript: TypeScript, module: string): string {
  const before = [importsOfKernel(typescript, LOCAL_NAMES)];
  return compileAgain(typescript, module, typescript.ModuleKind.CommonJS, before);
}

/** Compiles JavaScript that the type checker has emitted again; its source map stays correct. */
export function compileAgain(
  typescript: TypeScript,
  emitted: string,
  module: ts.ModuleKind,
  before: ts.TransformerFactory<ts.SourceFile>[],
): string {
  const first = splitSourceMap(emitted);
  const output = typescript.transpileModule(first.code, {
    fileName: "custom.js",
    compilerOptions: {
      module,
      esModuleInterop: true,
      target: typescript.ScriptTarget.ES2022,
      newLine: typescript.NewLineKind.LineFeed,
      sourceMap: true,
    },
    transformers: { before: [...before, interruptChecks(typescript)] },
  });
  const code = output.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
  if (!first.map || !output.sourceMapText) return code;
  // remapping() asks for the map of "custom.js" first, then for that of the cell, which has none.
  let outermost = true;
  const map = remapping(output.sourceMapText, () => {
    const sourceMap = outermost ? first.map! : null;
    outermost = false;
    return sourceMap;
  });
  const comment = Buffer.from(map.toString()).toString("base64");
  return `${code}//# sourceMappingURL=data:application/json;base64,${comment}\n`;
}

/** Replaces `import()` and `import.meta` by the kernel's versions, which have the given names. */
export function importsOfKernel(
  typescript: TypeScript,
  names: { import: string; meta: string },
): ts.TransformerFactory<ts.SourceFile> {
  const { factory, SyntaxKind } = typescript;
  return (context) => {
    const visit: ts.Visitor = (node) => {
      if (typescript.isMetaProperty(node) && node.keywordToken === SyntaxKind.ImportKeyword)
        return factory.createIdentifier(names.meta);
      const visited = typescript.visitEachChild(node, visit, context);
      return typescript.isCallExpression(visited) &&
        visited.expression.kind === SyntaxKind.ImportKeyword
        ? factory.createCallExpression(
            factory.createIdentifier(names.import),
            undefined,
            visited.arguments,
          )
        : visited;
    };
    return (file) => typescript.visitEachChild(file, visit, context);
  };
}
