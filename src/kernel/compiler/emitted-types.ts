/** Corrects the declarations that TypeScript emits, where a notebook needs other ones. */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

/** The type of a variable in the declarations, where TypeScript's own will not do. */
export type TypeOf = (
  source: ts.VariableDeclaration,
  emitted: ts.VariableDeclaration,
) => ts.TypeNode | undefined;

/** Gives variables other types in the declarations. Undefined leaves TypeScript's. */
export function retyped(
  typescript: TypeScript,
  typeOf: TypeOf,
): ts.TransformerFactory<ts.SourceFile | ts.Bundle> {
  return (context) => (file) => {
    const visit = (node: ts.Node): ts.Node => {
      if (!typescript.isVariableDeclaration(node))
        return typescript.visitEachChild(node, visit, context);
      const source = typescript.getOriginalNode(node) as ts.VariableDeclaration;
      const type = typeOf(source, node);
      if (!type) return node;
      const { name, exclamationToken } = node;
      const { factory } = typescript;
      return factory.updateVariableDeclaration(node, name, exclamationToken, type, undefined);
    };
    return typescript.visitEachChild(file, visit, context);
  };
}

/**
 * Names the type of `const x = await import("x")` after the module. TypeScript adds `default` to
 * that type and then writes out every member, or `any` if that becomes too long.
 */
export function dynamicImports(typescript: TypeScript): TypeOf {
  const { factory } = typescript;
  const moduleType = (specifier: ts.StringLiteral): ts.TypeNode => {
    const name = factory.createLiteralTypeNode(factory.createStringLiteral(specifier.text));
    const whole = factory.createImportTypeNode(name, undefined, undefined, undefined, true);
    const property = factory.createPropertySignature(undefined, "default", undefined, whole);
    return factory.createIntersectionTypeNode([whole, factory.createTypeLiteralNode([property])]);
  };
  return (source, emitted) => {
    const specifier = source.type ? undefined : awaitedImport(typescript, source.initializer);
    const isNamed = emitted.type && typescript.isImportTypeNode(emitted.type);
    return specifier && !isNamed ? moduleType(specifier) : undefined;
  };
}

/** The specifier in `await import("x")`. */
function awaitedImport(
  typescript: TypeScript,
  node: ts.Expression | undefined,
): ts.StringLiteral | undefined {
  if (!node || !typescript.isAwaitExpression(node)) return undefined;
  const call = node.expression;
  if (!typescript.isCallExpression(call)) return undefined;
  const [specifier] = call.arguments;
  const isImport = call.expression.kind === typescript.SyntaxKind.ImportKeyword;
  return isImport && specifier && typescript.isStringLiteral(specifier) ? specifier : undefined;
}

/** Declarations of each `var` within a statement; TypeScript emits only those of the top level. */
export function nestedVariables(
  typescript: TypeScript,
  program: ts.Program,
  file: ts.SourceFile,
): string {
  const checker = program.getTypeChecker();
  const { locals } = file as unknown as { locals: Map<ts.__String, ts.Symbol> };
  const lines = [...locals.values()].flatMap((symbol) => {
    const declaration = symbol.valueDeclaration;
    if (!declaration || !(symbol.flags & typescript.SymbolFlags.FunctionScopedVariable)) return [];
    let statement: ts.Node = declaration;
    while (statement.parent !== file) statement = statement.parent;
    if (typescript.isVariableStatement(statement)) return [];
    const type = checker.getTypeOfSymbolAtLocation(symbol, declaration);
    const text = checker.typeToString(type, file, typescript.TypeFormatFlags.NoTruncation);
    return [`declare var ${symbol.name}: ${text};\n`];
  });
  return lines.join("");
}

/** Turns `import x = require("x")`, which ES modules do not have, into a `const`. */
export function requiredImports(typescript: TypeScript): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;
  const visit = (node: ts.Node): ts.Node => {
    if (!typescript.isImportEqualsDeclaration(node) || node.isTypeOnly) return node;
    const reference = node.moduleReference;
    if (!typescript.isExternalModuleReference(reference)) return node;
    const require = factory.createIdentifier("require");
    const call = factory.createCallExpression(require, undefined, [reference.expression]);
    const variable = factory.createVariableDeclaration(node.name, undefined, undefined, call);
    const list = factory.createVariableDeclarationList([variable], typescript.NodeFlags.Const);
    return typescript.setTextRange(factory.createVariableStatement(undefined, list), node);
  };
  return (context) => (file) => typescript.visitEachChild(file, visit, context);
}
