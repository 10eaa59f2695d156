/** The top-level statements of a cell, translated from those of a module for a function body. */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import type { NotebookScope } from "./notebook-scope.js";
import type { VariableRewriter } from "./variable-rewriter.js";

export class CellStatements {
  readonly #typescript: TypeScript;
  readonly #factory: ts.NodeFactory;

  /** @param linkName the function that does a static import */
  constructor(
    private readonly scope: NotebookScope,
    private readonly rewriter: VariableRewriter,
    private readonly linkName: string,
  ) {
    this.#typescript = rewriter.typescript;
    this.#factory = rewriter.typescript.factory;
  }

  /**
   * The statements in a module's order: functions are declared, imports are done, the code runs.
   *
   * @param hasValue whether the last statement is an expression, whose value is returned
   */
  translate(file: ts.SourceFile, { hasValue }: { hasValue: boolean }): ts.Statement[] {
    const functions: ts.Statement[] = [];
    const links: ts.Statement[] = [];
    const code: ts.Statement[] = [];
    const last = hasValue ? lastStatement(this.#typescript, file) : undefined;
    for (const statement of file.statements) {
      if (isModuleSyntax(this.#typescript, statement)) {
        if (statement.moduleSpecifier) links.push(this.#link(statement));
        continue;
      }
      functions.push(...this.#functionDeclaration(statement));
      code.push(this.#code(statement, statement === last));
    }
    return [...functions, ...links, ...code];
  }

  /** `declared.f = f`, if `statement` declares a function that is a variable of the notebook. */
  #functionDeclaration(statement: ts.Statement): ts.Statement[] {
    if (!this.#typescript.isFunctionDeclaration(statement)) return [];
    const { name } = statement;
    if (!this.scope.isDeclared(name)) return [];
    return [this.#declare(name, this.#factory.createIdentifier(name.text), statement)];
  }

  #code(statement: ts.Statement, isValue: boolean): ts.Statement {
    const { rewriter } = this;
    if (this.#typescript.isClassDeclaration(statement) && this.scope.isDeclared(statement.name))
      return this.#declare(statement.name, this.#classExpression(statement), statement);
    if (isValue && this.#typescript.isExpressionStatement(statement)) {
      const value = rewriter.expression(statement.expression);
      return this.#typescript.setTextRange(this.#factory.createReturnStatement(value), statement);
    }
    return rewriter.statement(statement);
  }

  #classExpression(statement: ts.ClassDeclaration): ts.Expression {
    const { modifiers, name, heritageClauses, members } = this.rewriter.inside(statement);
    return this.#typescript.setTextRange(
      this.#factory.createClassExpression(modifiers, name, undefined, heritageClauses, members),
      statement,
    );
  }

  /** `declared.x = value`, at the position of the statement `at`. */
  #declare(name: ts.Identifier, value: ts.Expression, at: ts.Statement): ts.Statement {
    const assignment = this.#factory.createAssignment(this.rewriter.declared(name), value);
    return this.#typescript.setTextRange(this.#factory.createExpressionStatement(assignment), at);
  }

  /** `link("specifier", { ["local"]: "imported", … })` for an import or `export … from`. */
  #link(statement: ModuleSyntax): ts.Statement {
    const factory = this.#factory;
    const properties = importedNames(this.#typescript, statement).map(([local, imported]) =>
      factory.createPropertyAssignment(
        factory.createComputedPropertyName(factory.createStringLiteral(local)),
        factory.createStringLiteral(imported),
      ),
    );
    const call = factory.createCallExpression(factory.createIdentifier(this.linkName), undefined, [
      statement.moduleSpecifier!,
      factory.createObjectLiteralExpression(properties),
    ]);
    this.#typescript.setTextRange(call, statement);
    return this.#typescript.setTextRange(factory.createExpressionStatement(call), statement);
  }
}

type ModuleSyntax = ts.ImportDeclaration | ts.ExportDeclaration;

const isModuleSyntax = (typescript: TypeScript, node: ts.Statement): node is ModuleSyntax =>
  typescript.isImportDeclaration(node) || typescript.isExportDeclaration(node);

/** The last statement that does anything; functions have been declared before all of them. */
function lastStatement(typescript: TypeScript, file: ts.SourceFile): ts.Statement | undefined {
  return file.statements
    .filter(
      (node) =>
        !isModuleSyntax(typescript, node) &&
        !typescript.isEmptyStatement(node) &&
        !typescript.isFunctionDeclaration(node),
    )
    .at(-1);
}

/** The names that an import gives to the cell, each with its name in the module; `*` for all. */
function importedNames(
  typescript: TypeScript,
  statement: ModuleSyntax,
): (readonly [local: string, imported: string])[] {
  if (!typescript.isImportDeclaration(statement) || !statement.importClause) return [];
  const { name, namedBindings: bindings } = statement.importClause;
  const byDefault = name ? [[name.text, "default"] as const] : [];
  if (!bindings) return byDefault;
  if (typescript.isNamespaceImport(bindings)) return [...byDefault, [bindings.name.text, "*"]];
  const named = bindings.elements.map(
    (e) => [e.name.text, (e.propertyName ?? e.name).text] as const,
  );
  return [...byDefault, ...named];
}
