/**
 * Code that a cell passes to `eval`: it sees the variables of the notebook, too, by the rules of
 * scope at the place of the call. The compiler has put a call of this around the text.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { NotebookScope } from "./notebook-scope.js";
import { VariableRewriter } from "./variable-rewriter.js";

/**
 * `text` with each use of a notebook's variable made a property of the object `variables`.
 *
 * @param text what was passed to `eval`: anything but a string is returned as it is
 * @param earlier the names of the variables, without those that local names hide
 */
export function evaluated(
  typescript: TypeScript,
  text: unknown,
  earlier: ReadonlySet<string>,
  variables: string,
): unknown {
  if (typeof text !== "string") return text;
  const rewriting: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
    const scope = new NotebookScope(typescript, file, { earlier, announced: new Set() });
    const names = { variables, declared: variables, inEval: "" };
    return new VariableRewriter(typescript, context, scope, names).inside(file);
  };
  const { ESNext } = typescript.ScriptTarget;
  const { outputText, diagnostics } = typescript.transpileModule(text, {
    fileName: "eval.js",
    reportDiagnostics: true,
    compilerOptions: { target: ESNext, module: typescript.ModuleKind.ESNext },
    transformers: { before: [rewriting] },
  });
  return diagnostics?.length ? text : outputText; // eval itself says what is wrong with a text
}
