/**
 * The types of variables that get one only by their use: after `const losses = []` and
 * `losses.push(1)`, the array is a `number[]`, which TypeScript knows within the cell. In the
 * declarations that it emits for later cells the array is an `any[]`.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import type { TypeOf } from "./emitted-types.js";

/** Gives such variables the type that they have at the end of the cell. */
export function evolvedTypes(typescript: TypeScript, checker: ts.TypeChecker): TypeOf {
  const { factory, TypeFlags, SyntaxKind } = typescript;
  const unknown = TypeFlags.Any | TypeFlags.Never | TypeFlags.Undefined | TypeFlags.Null;
  const any = factory.createKeywordTypeNode(SyntaxKind.AnyKeyword);
  return (variable) => {
    if (!evolves(typescript, variable)) return undefined;
    const type = checker.getTypeAtLocation(referenceAtEnd(typescript, variable));
    const isArray = checker.isArrayType(type);
    const element = isArray ? checker.getTypeArguments(type as ts.TypeReference)[0]! : type;
    if (element.flags & unknown) return isArray ? factory.createArrayTypeNode(any) : any;
    return checker.typeToTypeNode(type, variable, typescript.NodeBuilderFlags.NoTruncation);
  };
}

/** Whether a variable of the top level has neither a type nor a value that has one. */
function evolves(
  typescript: TypeScript,
  { name, type, initializer, parent }: ts.VariableDeclaration,
): boolean {
  if (type || !typescript.isIdentifier(name)) return false;
  if (!typescript.isVariableStatement(parent.parent)) return false;
  if (!typescript.isSourceFile(parent.parent.parent)) return false;
  if (initializer && typescript.isArrayLiteralExpression(initializer))
    return !initializer.elements.length;
  if (parent.flags & typescript.NodeFlags.Const) return false;
  return (
    !initializer ||
    initializer.kind === typescript.SyntaxKind.NullKeyword ||
    (typescript.isIdentifier(initializer) && initializer.text === "undefined")
  );
}

/** A use of the variable after the last statement. The checker needs a node at such a place. */
function referenceAtEnd(typescript: TypeScript, declaration: ts.VariableDeclaration): ts.Node {
  const file = declaration.getSourceFile();
  const reference = typescript.factory.createIdentifier((declaration.name as ts.Identifier).text);
  const statement = typescript.factory.createExpressionStatement(reference);
  const { endFlowNode } = file as unknown as { endFlowNode: unknown };
  const place = { pos: file.end - 1, end: file.end, flags: 0 }; // a node without text is no use
  Object.assign(reference, place, { parent: statement, flowNode: endFlowNode });
  Object.assign(statement, place, { parent: file });
  return reference;
}
