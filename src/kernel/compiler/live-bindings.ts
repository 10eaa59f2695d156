/**
 * One binding for each variable, shared by all cells and all functions.
 *
 * Broken in bare tslab: it ends each cell with `export { x }`, which copies `x` to the `exports`
 * object that later cells read. A function of the cell goes on using its own `x`, so after
 * `let x = 0; function inc() { x++ }`, a later `x = 100; inc(); x` gives 100 or less, not 101.
 * Silently.
 *
 * Mended here, in what the type checker emits: `let x = 0; … export { x }` becomes
 * `export let x = 0`, which TypeScript compiles so that every use, in functions too, reads and
 * writes `exports.x`. Imported names become plain assignments, so that a later cell may declare
 * the name again. Can go when tslab compiles top-level variables to live bindings.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

const CELL = /(^|\/)__tslab__\.ts$/;

/** A transformer for the output of the type checker; leaves files other than the cell alone. */
export function liveBindings(typescript: TypeScript): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;

  /** The names a pattern declares: `{ a, b: [c] }` gives a and c. */
  const declaredNames = (name: ts.BindingName): string[] =>
    typescript.isIdentifier(name)
      ? [name.text]
      : name.elements.flatMap((e) =>
          typescript.isOmittedExpression(e) ? [] : declaredNames(e.name),
        );

  const importedNames = ({ importClause }: ts.ImportDeclaration): string[] => {
    const names = importClause?.name ? [importClause.name.text] : [];
    const bindings = importClause?.namedBindings;
    if (!bindings) return names;
    if (typescript.isNamespaceImport(bindings)) return [...names, bindings.name.text];
    return [...names, ...bindings.elements.map((e) => e.name.text)];
  };

  const exportsAssignment = (name: string): ts.Statement =>
    factory.createExpressionStatement(
      factory.createAssignment(
        factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name),
        factory.createIdentifier(name),
      ),
    );

  return () => (file) => {
    if (!CELL.test(file.fileName)) return file;
    const exported = new Set(file.statements.flatMap(exportedNames));
    const moved = new Set<string>();
    const move = (names: string[]): void => names.forEach((name) => moved.add(name));

    const statements = file.statements.flatMap((statement): ts.Statement[] => {
      if (typescript.isVariableStatement(statement) && !statement.modifiers?.length) {
        const names = statement.declarationList.declarations.flatMap((d) => declaredNames(d.name));
        if (!names.length || !names.every((name) => exported.has(name))) return [statement];
        move(names);
        const modifiers = [factory.createModifier(typescript.SyntaxKind.ExportKeyword)];
        return [factory.updateVariableStatement(statement, modifiers, statement.declarationList)];
      }
      if (typescript.isImportDeclaration(statement)) {
        const names = importedNames(statement).filter((name) => exported.has(name));
        move(names);
        return [statement, ...names.map(exportsAssignment)];
      }
      return [statement];
    });
    return factory.updateSourceFile(file, statements.map(withoutMoved(moved)));
  };

  function exportedNames(statement: ts.Statement): string[] {
    const clause = typescript.isExportDeclaration(statement) ? statement.exportClause : undefined;
    if (!clause || !typescript.isNamedExports(clause)) return [];
    return clause.elements.filter((e) => !e.propertyName).map((e) => e.name.text);
  }

  function withoutMoved(moved: Set<string>) {
    return (statement: ts.Statement): ts.Statement => {
      if (!typescript.isExportDeclaration(statement) || statement.moduleSpecifier) return statement;
      const clause = statement.exportClause;
      if (!clause || !typescript.isNamedExports(clause)) return statement;
      const kept = clause.elements.filter((e) => e.propertyName || !moved.has(e.name.text));
      return factory.updateExportDeclaration(
        statement,
        statement.modifiers,
        statement.isTypeOnly,
        factory.updateNamedExports(clause, kept),
        statement.moduleSpecifier,
        statement.assertClause,
      );
    };
  }
}
