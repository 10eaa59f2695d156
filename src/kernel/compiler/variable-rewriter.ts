/**
 * Rewrites the code of a cell: each use of a variable of the notebook becomes a property of the
 * object `variables`, each declaration of one an assignment to a property of `declared`.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { assignments, namedAfter, target, type Rewriter } from "./declared-variables.js";
import { isReference } from "./emitted-names.js";
import type { NotebookScope } from "./notebook-scope.js";

type Loop = ts.ForStatement | ts.ForInStatement | ts.ForOfStatement;

export class VariableRewriter implements Rewriter {
  readonly #factory: ts.NodeFactory;

  /** @param names under which the code finds the parts of the kernel that it needs */
  constructor(
    readonly typescript: TypeScript,
    private readonly context: ts.TransformationContext,
    private readonly scope: NotebookScope,
    private readonly names: {
      readonly variables: string;
      readonly declared: string;
      /** The function that prepares what is passed to `eval`; empty within such code. */
      readonly inEval: string;
    },
  ) {
    this.#factory = typescript.factory;
  }

  statement = (node: ts.Statement): ts.Statement => this.#rewritten(node);
  expression = (node: ts.Expression): ts.Expression => this.#rewritten(node);
  key = (node: ts.PropertyName): ts.PropertyName => this.#rewritten(node);
  variable = (name: ts.Identifier): ts.Expression => this.#property(this.names.variables, name);
  declared = (name: ts.Identifier): ts.Expression => this.#property(this.names.declared, name);

  /** `node` with everything within it rewritten. */
  inside<N extends ts.Node>(node: N): N {
    return this.typescript.visitEachChild(node, this.#visit, this.context);
  }

  #rewritten<N extends ts.Node>(node: N): N {
    return this.typescript.visitNode(node, this.#visit) as ts.Node as N;
  }

  readonly #visit: ts.Visitor = (node) => {
    const { typescript, scope } = this;
    if (typescript.isIdentifier(node))
      return isReference(typescript, node) && scope.isVariable(node) ? this.variable(node) : node;
    if (typescript.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    if (typescript.isBinaryExpression(node)) return this.#assignment(node) ?? this.inside(node);
    if (typescript.isVariableStatement(node) && scope.isDeclarationList(node.declarationList)) {
      const declaring = assignments(this, node.declarationList);
      return typescript.setTextRange(this.#factory.createExpressionStatement(declaring), node);
    }
    const isLoop =
      typescript.isForStatement(node) ||
      typescript.isForInStatement(node) ||
      typescript.isForOfStatement(node);
    if (isLoop && scope.isDeclarationList(node.initializer))
      return this.#loop(node, node.initializer);
    if (typescript.isCallExpression(node)) return this.#call(node);
    if (typescript.isTaggedTemplateExpression(node)) return this.#taggedTemplate(node);
    return this.inside(node);
  };

  /** `variables.x`, with the position of `x` in the source map. */
  #property(object: string, name: ts.Identifier): ts.Expression {
    const { typescript } = this;
    const holder = this.#factory.createIdentifier(object);
    const access = this.#factory.createPropertyAccessExpression(holder, name.text);
    const start = name.getStart();
    typescript.setSourceMapRange(access.expression, { pos: start, end: start });
    typescript.setSourceMapRange(access.name, { pos: start, end: start });
    return typescript.setSourceMapRange(access, { pos: start, end: name.end });
  }

  #isVariable(node: ts.Node): node is ts.Identifier {
    return this.typescript.isIdentifier(node) && this.scope.isVariable(node);
  }

  /** `{ x: variables.x }` for `{ x }`, and the same with a default: `({ x = 1 } = y)`. */
  #shorthand(node: ts.ShorthandPropertyAssignment): ts.ObjectLiteralElementLike {
    const { name, objectAssignmentInitializer: initial } = node;
    if (!this.scope.isVariable(name)) return this.inside(node);
    const variable = this.variable(name);
    const value = initial
      ? this.#factory.createAssignment(variable, this.expression(initial))
      : variable;
    return this.#factory.createPropertyAssignment(name.text, value);
  }

  /** `variables.x = …` for `x = …`; undefined for any other binary expression. */
  #assignment(node: ts.BinaryExpression): ts.Expression | undefined {
    const { left, operatorToken: operator, right } = node;
    const isAssignment = operator.kind === this.typescript.SyntaxKind.EqualsToken;
    if (!isAssignment || !this.#isVariable(left)) return undefined;
    const value = namedAfter(this, left.text, right);
    return this.#factory.updateBinaryExpression(node, this.variable(left), operator, value);
  }

  /** A loop whose head declares variables of the notebook: `for (var i = 0; …)`. */
  #loop(node: Loop, list: ts.VariableDeclarationList): ts.Statement {
    const { typescript } = this;
    const factory = this.#factory;
    const body = (): ts.Statement =>
      typescript.visitIterationBody(node.statement, this.#visit, this.context);
    if (typescript.isForStatement(node)) {
      const { condition, incrementor } = node;
      return factory.updateForStatement(
        node,
        assignments(this, list),
        condition && this.expression(condition),
        incrementor && this.expression(incrementor),
        body(),
      );
    }
    const variable = target(this, list.declarations[0]!.name);
    const values = this.expression(node.expression);
    return typescript.isForInStatement(node)
      ? factory.updateForInStatement(node, variable, values, body())
      : factory.updateForOfStatement(node, node.awaitModifier, variable, values, body());
  }

  #call(node: ts.CallExpression): ts.Expression {
    const call = this.inside(node);
    if (this.#isEval(node)) return this.#evalCall(node, call);
    if (!this.#isVariable(node.expression)) return call;
    const callee = this.#callee(node.expression);
    const { questionDotToken: question, arguments: args } = call;
    return this.typescript.isCallChain(call)
      ? this.#factory.updateCallChain(call, callee, question, undefined, args)
      : this.#factory.updateCallExpression(call, callee, undefined, args);
  }

  /** Whether `node` is a call of `eval` that sees the names around it. */
  #isEval({ expression, questionDotToken, arguments: [first] }: ts.CallExpression): boolean {
    return (
      this.names.inEval !== "" &&
      this.typescript.isIdentifier(expression) &&
      expression.text === "eval" &&
      !this.scope.isVariable(expression) &&
      !questionDotToken &&
      first !== undefined &&
      !this.typescript.isSpreadElement(first)
    );
  }

  /** `eval(inEval(text, "local", …))` for `eval(text)`, with the local names at that place. */
  #evalCall(node: ts.CallExpression, { expression, arguments: args }: ts.CallExpression) {
    const locals = this.scope
      .localNames(node)
      .map((name) => this.#factory.createStringLiteral(name));
    const prepare = this.#factory.createIdentifier(this.names.inEval);
    const text = this.#factory.createCallExpression(prepare, undefined, [args[0]!, ...locals]);
    return this.#factory.updateCallExpression(node, expression, undefined, [text]);
  }

  #taggedTemplate(node: ts.TaggedTemplateExpression): ts.Expression {
    const tagged = this.inside(node);
    if (!this.#isVariable(node.tag)) return tagged;
    const callee = this.#callee(node.tag);
    return this.#factory.createTaggedTemplateExpression(callee, undefined, tagged.template);
  }

  /** `(0, variables.f)`: called like this, `f` does not get all variables as its `this`. */
  #callee(name: ts.Identifier): ts.Expression {
    const { typescript } = this;
    const start = name.getStart();
    const zero = this.#factory.createNumericLiteral(0);
    const comma = this.#factory.createComma(zero, this.variable(name));
    typescript.setSourceMapRange(comma, { pos: start, end: start });
    const parenthesized = this.#factory.createParenthesizedExpression(comma);
    return typescript.setSourceMapRange(parenthesized, { pos: start, end: start });
  }
}
