/**
 * From the ES module that the type checker emits for a cell to the function body that runs.
 *
 * Broken in bare tslab: it compiles each cell to CommonJS and copies the cell's variables to an
 * object when it ends. A function goes on using its own copy, so after `let x = 0;
 * function inc() { x++ }`, a later `x = 100; inc(); x` gives 100 or less, not 101; the first line
 * of each cell erases earlier values; a failed cell loses its declarations; a property, label or
 * parameter that is named like an earlier variable can break the code.
 *
 * Fixed here: every top-level variable of the notebook is a property of one object, from the start.
 * Each use of its name becomes a use of the property, by JavaScript's rules of scope. Each
 * declaration becomes an assignment to a second object, which records that the name is declared
 * now. Functions are declared first, as in a module. Can go when tslab runs cells in one scope.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { CellStatements } from "./cell-statements.js";
import { importsOfKernel } from "./common-js.js";
import { NotebookScope, type OutsideNames } from "./notebook-scope.js";
import { VariableRewriter } from "./variable-rewriter.js";

/** The names under which a cell's code finds the parts of the kernel that it needs. */
export interface CellNames {
  /** All variables of the notebook. */
  readonly variables: string;
  /** Takes the value of each variable that the cell declares. */
  readonly declared: string;
  /** `(specifier, { local: imported })` does a static import. */
  readonly link: string;
  /** `(text, …local names)` prepares what is passed to `eval`. */
  readonly inEval: string;
  readonly import: string;
  readonly meta: string;
}

export interface CellBody {
  readonly names: CellNames;
  /** The variables that the code declares when it runs. */
  readonly declares: ReadonlySet<string>;
}

export interface CellSyntax extends OutsideNames {
  /** Whether the last statement is an expression, the cell's value. */
  readonly hasValue: boolean;
}

/**
 * A transformer for the JavaScript of a cell.
 *
 * @param onBody receives the names that the code uses and declares
 */
export function cellBody(
  typescript: TypeScript,
  syntax: CellSyntax,
  onBody: (body: CellBody) => void,
): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const scope = new NotebookScope(typescript, file, syntax);
    const names = freeNames(file);
    onBody({ names, declares: scope.declares });
    const rewriter = new VariableRewriter(typescript, context, scope, names);
    const statements = new CellStatements(scope, rewriter, names.link).translate(file, syntax);
    const body = typescript.factory.updateSourceFile(file, statements);
    return importsOfKernel(typescript, names)(context)(body);
  };
}

/** Names that the cell does not use itself. */
function freeNames(file: ts.SourceFile): CellNames {
  const { identifiers } = file as unknown as { identifiers: Map<string, string> };
  const free = (name: string): string => (identifiers.has(name) ? free(`${name}_`) : name);
  return {
    variables: free("__variables"),
    declared: free("__declared"),
    link: free("__link"),
    inEval: free("__inEval"),
    import: free("__import"),
    meta: free("__meta"),
  };
}
