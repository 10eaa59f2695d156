/**
 * The second compilation: from the ES module that the type checker emits to the function body that
 * runs. tslab runs cells as CommonJS because only there can `const` be declared anew.
 *
 * Broken in bare tslab: positions are lost in this step (stack traces name lines of generated
 * code); a dynamic `import()` becomes `require()`, which cannot load every ES module; `import.meta`
 * does not compile. Mended here: the two source maps are composed into one, left as a comment at
 * the end of the code; `import()` and `import.meta` become `__import()` and `__meta`, which the
 * kernel provides. Can go when tslab runs cells as ES modules.
 */
import remapping from "@jridgewell/remapping";
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { interruptChecks } from "./interrupt-checks.js";

const MAP_COMMENT = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/** Splits generated code from the source map (JSON text) at its end. */
export function splitSourceMap(code: string): { code: string; map?: string } {
  const found = MAP_COMMENT.exec(code);
  if (!found) return { code };
  return { code: code.slice(0, found.index), map: Buffer.from(found[1]!, "base64").toString() };
}

/** Stands in for `ts.transpileModule` in tslab's converter. */
export function toCommonJs(
  typescript: TypeScript,
  module: string,
  options: ts.TranspileOptions,
): ts.TranspileOutput {
  const first = splitSourceMap(module);
  const output = typescript.transpileModule(first.code, {
    ...options,
    compilerOptions: { ...options.compilerOptions, sourceMap: true },
    transformers: { before: [importsOfKernel(typescript), interruptChecks(typescript)] },
  });
  const code = output.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
  if (!first.map || !output.sourceMapText) return { ...output, outputText: code };
  // The loader is asked for the map of "custom.js" first, then for that of the cell, which has none.
  let outermost = true;
  const map = remapping(output.sourceMapText, () => {
    const answer = outermost ? first.map! : null;
    outermost = false;
    return answer;
  });
  const comment = Buffer.from(map.toString()).toString("base64");
  return {
    ...output,
    outputText: `${code}//# sourceMappingURL=data:application/json;base64,${comment}\n`,
  };
}

function importsOfKernel(typescript: TypeScript): ts.TransformerFactory<ts.SourceFile> {
  const { factory, SyntaxKind } = typescript;
  return (context) => {
    const visit: ts.Visitor = (node) => {
      if (typescript.isMetaProperty(node) && node.keywordToken === SyntaxKind.ImportKeyword)
        return factory.createIdentifier("__meta");
      const visited = typescript.visitEachChild(node, visit, context);
      return typescript.isCallExpression(visited) &&
        visited.expression.kind === SyntaxKind.ImportKeyword
        ? factory.createCallExpression(
            factory.createIdentifier("__import"),
            undefined,
            visited.arguments,
          )
        : visited;
    };
    return (file) => typescript.visitEachChild(file, visit, context);
  };
}
