/** Which names in the JavaScript of a cell mean variables of the notebook. */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { bindingNames, declaredNames } from "./emitted-names.js";

/** Names of variables that a cell does not define itself. */
export interface OutsideNames {
  /** Variables of earlier cells. */
  readonly earlier: ReadonlySet<string>;
  /** Names that the cell declares but does not define (`declare const x`). */
  readonly announced: ReadonlySet<string>;
}

/** A node's local names, which TypeScript's binder leaves on it, outside the public types. */
interface WithLocals {
  readonly locals?: Map<ts.__String, unknown>;
}

export class NotebookScope {
  /** The variables that the cell declares. */
  readonly declares: ReadonlySet<string>;

  constructor(
    private readonly typescript: TypeScript,
    file: ts.SourceFile,
    private readonly outside: OutsideNames,
  ) {
    const declares = declaredNames(typescript, file);
    for (const name of outside.announced) declares.delete(name);
    this.declares = declares;
  }

  /** Whether `node`, by its name and position, means a variable of the notebook. */
  isVariable(node: ts.Identifier): boolean {
    const { typescript, declares, outside } = this;
    const { text } = node;
    if (outside.announced.has(text) || !(declares.has(text) || outside.earlier.has(text)))
      return false;
    const key = typescript.escapeLeadingUnderscores(text);
    // A local name of an inner scope hides the variable.
    for (let scope: ts.Node = node.parent; !typescript.isSourceFile(scope); scope = scope.parent) {
      if ((scope as WithLocals).locals?.has(key)) return false;
      if (typescript.isFunctionExpression(scope) || typescript.isClassLike(scope))
        if (scope.name?.text === text) return false;
    }
    return true;
  }

  /** The names of the inner scopes around `node`. */
  localNames(node: ts.Node): string[] {
    const { typescript } = this;
    const names = new Set<string>();
    for (let scope = node.parent; !typescript.isSourceFile(scope); scope = scope.parent) {
      for (const name of (scope as WithLocals).locals?.keys() ?? [])
        names.add(typescript.unescapeLeadingUnderscores(name));
      if (typescript.isFunctionExpression(scope) || typescript.isClassLike(scope))
        if (scope.name) names.add(scope.name.text);
    }
    return [...names];
  }

  /** Whether a top-level function or class of this name is a variable that the cell declares. */
  isDeclared(name: ts.Identifier | undefined): name is ts.Identifier {
    return name !== undefined && this.declares.has(name.text);
  }

  /**
   * Whether `node` is a list of declarations (`let x = 1, y`) whose names are variables of the
   * notebook: at the top level any list, in inner blocks and loops a list of `var`.
   */
  isDeclarationList(node: ts.Node | undefined): node is ts.VariableDeclarationList {
    const { typescript } = this;
    if (node === undefined || !typescript.isVariableDeclarationList(node)) return false;
    const isTop = typescript.isSourceFile(node.parent.parent);
    const isTopStatement = isTop && typescript.isVariableStatement(node.parent);
    if (!isTopStatement && !isVar(typescript, node)) return false;
    const [first] = bindingNames(typescript, node.declarations[0]!.name);
    if (first === undefined) return isTop; // an empty pattern: `const {} = f()`
    return this.declares.has(first.text) && this.isVariable(first);
  }
}

/** Whether a list of declarations begins with `var`, not with `let` or `const`. */
export const isVar = (typescript: TypeScript, list: ts.VariableDeclarationList): boolean =>
  !(list.flags & typescript.NodeFlags.BlockScoped);
