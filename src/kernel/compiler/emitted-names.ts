/** Names in the JavaScript that TypeScript has emitted for a cell. */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

/** The names in `export { … }`, which the compiler puts at the end of each cell. */
export function declaredNames(typescript: TypeScript, file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (!typescript.isExportDeclaration(statement) || statement.moduleSpecifier) continue;
    const clause = statement.exportClause;
    if (clause && typescript.isNamedExports(clause))
      for (const { name } of clause.elements) names.add(name.text);
  }
  return names;
}

/** The names that a pattern declares: `{ a, b: [c] }` gives a and c. */
export function bindingNames(typescript: TypeScript, name: ts.BindingName): ts.Identifier[] {
  if (typescript.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) =>
    typescript.isOmittedExpression(element) ? [] : bindingNames(typescript, element.name),
  );
}

export function withoutParentheses(typescript: TypeScript, node: ts.Expression): ts.Expression {
  return typescript.isParenthesizedExpression(node)
    ? withoutParentheses(typescript, node.expression)
    : node;
}

/** Whether TypeScript has put `var E;` before `(function (E) { … })(E || (E = {}))`. */
export function beginsObject(typescript: TypeScript, list: ts.VariableDeclarationList): boolean {
  const { statements } = list.getSourceFile();
  const next = statements[statements.indexOf(list.parent) + 1];
  const [{ name }] = list.declarations as unknown as [ts.VariableDeclaration];
  if (!next || !typescript.isExpressionStatement(next)) return false;
  const call = next.expression;
  if (!typescript.isCallExpression(call) || !typescript.isIdentifier(name)) return false;
  const callee = withoutParentheses(typescript, call.expression);
  const [argument] = call.arguments;
  return (
    typescript.isFunctionExpression(callee) &&
    argument?.getText().replace(/\s/g, "") === `${name.text}||(${name.text}={})`
  );
}

/** Whether an identifier is used as a value, and is not a name that is being defined. */
export function isReference(typescript: TypeScript, node: ts.Identifier): boolean {
  const { parent } = node;
  if (typescript.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (typescript.isBindingElement(parent)) return parent.initializer === node;
  if (typescript.isLabeledStatement(parent) || typescript.isBreakOrContinueStatement(parent))
    return false;
  if (typescript.isMetaProperty(parent)) return false;
  const isNamed =
    typescript.isPropertyAssignment(parent) ||
    typescript.isClassElement(parent) ||
    typescript.isObjectLiteralElement(parent) ||
    typescript.isVariableDeclaration(parent) ||
    typescript.isParameter(parent) ||
    typescript.isFunctionLike(parent) ||
    typescript.isClassLike(parent);
  return !(isNamed && parent.name === node);
}
