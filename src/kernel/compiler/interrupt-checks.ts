/**
 * Puts checks for an interrupt into the code of cells and local files.
 *
 * A loop's body and a function begin with `if (__flag[0] !== 0) __stop();`. `await x` becomes
 * `__resume(await x)`, and a loop that awaits begins with `__resume()`, since the flag may have
 * been lowered again before it continues. `new Promise(f)` becomes `new Promise(__executor(f))`, so
 * that an interrupt rejects the promise. These functions are defined in execution/checks.ts. The
 * checks do not move any position that the user sees.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

export function interruptChecks(typescript: TypeScript): ts.TransformerFactory<ts.SourceFile> {
  const { factory, SyntaxKind } = typescript;
  let source: ts.SourceFile;

  const call = (name: string, ...args: ts.Expression[]): ts.CallExpression =>
    factory.createCallExpression(factory.createIdentifier(name), undefined, args);

  /** Gives `inserted` the position of `node` in stack traces. */
  const placed = <T extends ts.Node>(inserted: T, node: ts.Node): T => {
    const start = node.getStart(source);
    return typescript.setSourceMapRange(inserted, { pos: start, end: start });
  };

  const flagRaised = (): ts.Expression => {
    const flag = factory.createElementAccessExpression(factory.createIdentifier("__flag"), 0);
    return factory.createStrictInequality(flag, factory.createNumericLiteral(0));
  };

  const flagCheck = (node: ts.Node): ts.Statement =>
    factory.createIfStatement(
      flagRaised(),
      factory.createExpressionStatement(placed(call("__stop"), node)),
    );

  /** `(__flag[0] !== 0 && __stop(), value)` */
  const checkedValue = (value: ts.Expression, node: ts.Node): ts.Expression =>
    factory.createParenthesizedExpression(
      factory.createComma(
        factory.createLogicalAnd(flagRaised(), placed(call("__stop"), node)),
        value,
      ),
    );

  const cellCheck = (node: ts.Node): ts.Statement =>
    factory.createExpressionStatement(placed(call("__resume"), node));

  /** Whether code contains `await`, outside of inner functions. */
  const awaits = (node: ts.Node): boolean => {
    if (typescript.isFunctionLike(node)) return false;
    if (typescript.isAwaitExpression(node)) return true;
    if (typescript.isForOfStatement(node) && node.awaitModifier) return true;
    return typescript.forEachChild(node, awaits) ?? false;
  };

  /** The body of a loop, beginning with a check. */
  const checkedBody = (body: ts.Statement, loop: ts.Statement): ts.Block => {
    const check = (awaits(loop) ? cellCheck : flagCheck)(loop);
    if (typescript.isBlock(body)) return factory.updateBlock(body, [check, ...body.statements]);
    return factory.createBlock([check, body], true);
  };

  /** A function's block, its check after directives such as "use strict". */
  const checkedFunction = (body: ts.Block, node: ts.Node): ts.Block => {
    const first = body.statements.findIndex(
      (s) => !typescript.isExpressionStatement(s) || !typescript.isStringLiteral(s.expression),
    );
    if (first < 0) return body;
    const [directives, code] = [body.statements.slice(0, first), body.statements.slice(first)];
    return factory.updateBlock(body, [...directives, flagCheck(node), ...code]);
  };

  return (context) => {
    const visit: ts.Visitor = (original) => {
      const node = typescript.visitEachChild(original, visit, context);
      if (typescript.isAwaitExpression(node)) return placed(call("__resume", node), original);
      if (typescript.isNewExpression(node)) return newPromise(node);
      if (typescript.isForStatement(node)) {
        const { initializer, condition, incrementor, statement } = node;
        const body = checkedBody(statement, original as ts.ForStatement);
        return factory.updateForStatement(node, initializer, condition, incrementor, body);
      }
      if (typescript.isForOfStatement(node)) {
        const { awaitModifier, initializer, expression, statement } = node;
        const body = checkedBody(statement, original as ts.ForOfStatement);
        return factory.updateForOfStatement(node, awaitModifier, initializer, expression, body);
      }
      if (typescript.isForInStatement(node)) {
        const body = checkedBody(node.statement, original as ts.ForInStatement);
        return factory.updateForInStatement(node, node.initializer, node.expression, body);
      }
      if (typescript.isWhileStatement(node)) {
        const body = checkedBody(node.statement, original as ts.WhileStatement);
        return factory.updateWhileStatement(node, node.expression, body);
      }
      if (typescript.isDoStatement(node)) {
        const body = checkedBody(node.statement, original as ts.DoStatement);
        return factory.updateDoStatement(node, body, node.expression);
      }
      return checkedFunctions(node, original);
    };

    function newPromise(node: ts.NewExpression): ts.Expression {
      const [executor, ...others] = node.arguments ?? [];
      const isPromise = typescript.isIdentifier(node.expression) && executor;
      if (!isPromise || node.expression.text !== "Promise") return node;
      if (executor.kind === SyntaxKind.SpreadElement) return node;
      const wrapped = call("__executor", executor);
      return factory.updateNewExpression(node, node.expression, undefined, [wrapped, ...others]);
    }

    function checkedFunctions(node: ts.Node, original: ts.Node): ts.Node {
      if (typescript.isFunctionDeclaration(node) && node.body) {
        const { modifiers, asteriskToken, name, typeParameters, parameters, type } = node;
        const body = checkedFunction(node.body, original);
        return factory.updateFunctionDeclaration(
          node,
          modifiers,
          asteriskToken,
          name,
          typeParameters,
          parameters,
          type,
          body,
        );
      }
      if (typescript.isFunctionExpression(node)) {
        const { modifiers, asteriskToken, name, typeParameters, parameters, type } = node;
        const body = checkedFunction(node.body, original);
        return factory.updateFunctionExpression(
          node,
          modifiers,
          asteriskToken,
          name,
          typeParameters,
          parameters,
          type,
          body,
        );
      }
      if (typescript.isMethodDeclaration(node) && node.body) {
        const { modifiers, asteriskToken, name, questionToken, typeParameters, parameters } = node;
        const body = checkedFunction(node.body, original);
        return factory.updateMethodDeclaration(
          node,
          modifiers,
          asteriskToken,
          name,
          questionToken,
          typeParameters,
          parameters,
          node.type,
          body,
        );
      }
      if (!typescript.isArrowFunction(node)) return node;
      const { modifiers, typeParameters, parameters, type, equalsGreaterThanToken, body } = node;
      const isBlock = typescript.isBlock(body);
      return factory.updateArrowFunction(
        node,
        modifiers,
        typeParameters,
        parameters,
        type,
        equalsGreaterThanToken,
        isBlock ? checkedFunction(body, original) : checkedValue(body, original),
      );
    }

    return (file) => {
      source = file;
      return typescript.visitEachChild(file, visit, context);
    };
  };
}
