/**
 * Syntax of modules that has no effect in a cell: `export const x`, `export { x }`,
 * `export default`; and `import … assert { type: "json" }`, the older form of `with`.
 *
 * Broken in bare tslab: each is a syntax or type error. Fixed here: the keywords are overwritten
 * with blanks before the cell is compiled, so that all positions stay the same. Can go when tslab
 * tolerates exports.
 */
import type { TypeScript } from "../tslab.js";

/** `code` without exports, of the same length. */
export function tolerant(typescript: TypeScript, code: string): string {
  const { SyntaxKind } = typescript;
  let text = code;
  const overwrite = (start: number, end: number, replacement = ""): void => {
    const blank = text.slice(start + replacement.length, end).replace(/[^\r\n]/g, " ");
    text = text.slice(0, start) + replacement + blank + text.slice(end);
  };
  const file = typescript.createSourceFile("cell.ts", code, typescript.ScriptTarget.ESNext, true);
  for (const statement of file.statements) {
    if (typescript.isImportDeclaration(statement) || typescript.isExportDeclaration(statement)) {
      const { attributes } = statement;
      if (attributes?.token === SyntaxKind.AssertKeyword)
        overwrite(
          attributes.pos,
          attributes.pos + text.slice(attributes.pos).indexOf("{"),
          " with",
        );
    }
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
