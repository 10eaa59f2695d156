/**
 * Variables of earlier cells, in two places where tslab's rewriting of them is not right.
 *
 * Variables of earlier cells live on the `exports` object, and tslab rewrites each use `x` to
 * `exports.x`. Broken in bare tslab: in the shorthand `{ x }` it does not, so the cell dies with
 * `ReferenceError: x is not defined`; and a call `f()` becomes the method call `exports.f()`, so
 * that `f` sees all variables as its `this` and stack traces name `Object.f`. Mended here to
 * `{ x: exports.x }` and `(0, exports.f)()`. Can go when tslab does both.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

/** The file in which tslab keeps the declarations of all earlier cells. */
const EARLIER_CELLS = /(^|\/)__prev__\.d\.ts$/;

/** Spells out shorthand properties. Runs before tslab's rewriting. */
export function shorthandProperties(
  typescript: TypeScript,
  program: ts.Program,
): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;
  const checker = program.getTypeChecker();
  const fromEarlierCell = (node: ts.Node): boolean =>
    checker
      .getShorthandAssignmentValueSymbol(typescript.getOriginalNode(node))
      ?.declarations?.some((d) => EARLIER_CELLS.test(d.getSourceFile().fileName)) ?? false;

  return (context) => {
    const visit: ts.Visitor = (node) => {
      if (!typescript.isShorthandPropertyAssignment(node) || !fromEarlierCell(node))
        return typescript.visitEachChild(node, visit, context);
      const value = factory.createPropertyAccessExpression(
        factory.createIdentifier("exports"),
        node.name.text,
      );
      return factory.createPropertyAssignment(
        node.name.text,
        node.objectAssignmentInitializer
          ? factory.createAssignment(value, node.objectAssignmentInitializer)
          : value,
      );
    };
    return (file) => typescript.visitEachChild(file, visit, context);
  };
}

/** Makes calls of earlier functions plain calls. Runs after tslab's rewriting. */
export function plainCalls(typescript: TypeScript): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;
  const isRewritten = (node: ts.Node): boolean =>
    typescript.isPropertyAccessExpression(node) &&
    node.pos < 0 && // not written by the user
    typescript.isIdentifier(node.expression) &&
    node.expression.text === "exports";

  return (context) => {
    const visit: ts.Visitor = (node) => {
      const visited = typescript.visitEachChild(node, visit, context);
      if (!typescript.isCallExpression(visited) || !isRewritten(visited.expression)) return visited;
      const callee = factory.createParenthesizedExpression(
        factory.createComma(factory.createNumericLiteral(0), visited.expression),
      );
      // In a stack trace the call is where the user wrote the name.
      const start = typescript.getOriginalNode(node).getStart();
      for (const part of [callee, callee.expression, visited.expression])
        typescript.setSourceMapRange(part, { pos: start, end: start });
      return factory.updateCallExpression(visited, callee, undefined, visited.arguments);
    };
    return (file) => typescript.visitEachChild(file, visit, context);
  };
}
