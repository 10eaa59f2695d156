/**
 * Syntax of modules that has no effect in a cell, or that tslab's TypeScript does not support yet:
 * `export const x`, `export { x }`, `export default`, `import … with { type: "json" }`.
 *
 * Broken in bare tslab: each is a syntax or type error. Fixed here: the keywords are overwritten
 * with blanks before the cell is compiled, so that all positions stay the same. Can go when tslab
 * tolerates exports and carries TypeScript 5.3.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

/** `code` without exports and import attributes, of the same length. */
export function tolerant(typescript: TypeScript, code: string): string {
  const { SyntaxKind } = typescript;
  let text = code;
  const overwrite = (start: number, end: number, replacement = ""): void => {
    const blank = text.slice(start + replacement.length, end).replace(/[^\r\n]/g, " ");
    text = text.slice(0, start) + replacement + blank + text.slice(end);
  };
  const parse = (): ts.SourceFile =>
    typescript.createSourceFile("cell.ts", text, typescript.ScriptTarget.ESNext, true);

  let file = parse();
  for (const statement of file.statements) {
    if (!typescript.isImportDeclaration(statement) && !typescript.isExportDeclaration(statement))
      continue;
    const end = statement.moduleSpecifier?.end;
    const attributes =
      end === undefined ? null : /^\s*(with|assert)\s*\{[^}]*\}/.exec(text.slice(end));
    if (end !== undefined && attributes) overwrite(end, end + attributes[0].length);
  }
  if (text !== code) file = parse();

  const visit = (node: ts.Node): void => {
    if (
      typescript.isCallExpression(node) &&
      node.expression.kind === SyntaxKind.ImportKeyword &&
      node.arguments.length > 1
    )
      overwrite(node.arguments[0]!.end, node.arguments.at(-1)!.end);
    typescript.forEachChild(node, visit);
  };
  visit(file);

  for (const statement of file.statements) {
    if (typescript.isExportDeclaration(statement) && !statement.moduleSpecifier)
      overwrite(statement.getStart(), statement.end);
    else if (typescript.isExportAssignment(statement) && !statement.isExportEquals)
      overwrite(statement.getStart(), statement.expression.getStart(), "void ");
    else if (typescript.canHaveModifiers(statement)) {
      const modifiers = typescript.getModifiers(statement) ?? [];
      const exported = modifiers.find(({ kind }) => kind === SyntaxKind.ExportKeyword);
      if (!exported) continue;
      const byDefault = modifiers.find(({ kind }) => kind === SyntaxKind.DefaultKeyword);
      const isNamed = "name" in statement && statement.name !== undefined;
      const replacement = byDefault && !isNamed ? "void " : "";
      overwrite(exported.getStart(), (byDefault ?? exported).end, replacement);
    }
  }
  return text;
}
