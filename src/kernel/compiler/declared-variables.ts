/** Declarations of a cell's variables as assignments: `declared.x = 1` for `let x = 1`. */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { beginsObject, withoutParentheses } from "./emitted-names.js";
import { isVar } from "./notebook-scope.js";

/** Rewrites the parts of a declaration. */
export interface Rewriter {
  readonly typescript: TypeScript;
  /** An expression with everything in it. */
  expression(node: ts.Expression): ts.Expression;
  /** The key of a property, which may be computed. */
  key(node: ts.PropertyName): ts.PropertyName;
  /** `variables.x`, where the source uses `x`. */
  variable(name: ts.Identifier): ts.Expression;
  /** `declared.x`, where the source declares `x`. */
  declared(name: ts.Identifier): ts.Expression;
}

/** `declared.x = 1, declared.y = 2` for `let x = 1, y = 2`. */
export function assignments(rewriter: Rewriter, list: ts.VariableDeclarationList): ts.Expression {
  const { factory } = rewriter.typescript;
  return list.declarations
    .map((declaration): ts.Expression => {
      const value = initialValue(rewriter, declaration, list);
      return factory.createAssignment(target(rewriter, declaration.name), value);
    })
    .reduce((before, assignment) => factory.createComma(before, assignment));
}

function initialValue(
  rewriter: Rewriter,
  { name, initializer }: ts.VariableDeclaration,
  list: ts.VariableDeclarationList,
): ts.Expression {
  const { typescript } = rewriter;
  const isName = typescript.isIdentifier(name);
  if (initializer)
    return isName ? namedAfter(rewriter, name.text, initializer) : rewriter.expression(initializer);
  // `var x;` leaves a value as it is, unless it begins a new enum or namespace.
  if (isName && isVar(typescript, list) && !beginsObject(typescript, list))
    return rewriter.variable(name);
  return typescript.factory.createVoidZero();
}

/** The left side of the assignment that declares `name`: `declared.x`, or a pattern of such. */
export function target(rewriter: Rewriter, name: ts.BindingName): ts.Expression {
  const { typescript } = rewriter;
  const { factory } = typescript;
  if (typescript.isIdentifier(name)) return rewriter.declared(name);
  if (typescript.isArrayBindingPattern(name))
    return factory.createArrayLiteralExpression(
      name.elements.map((element) => {
        if (typescript.isOmittedExpression(element)) return element;
        const to = targetWithDefault(rewriter, element);
        return element.dotDotDotToken ? factory.createSpreadElement(to) : to;
      }),
    );
  return factory.createObjectLiteralExpression(
    name.elements.map((element) => {
      const to = targetWithDefault(rewriter, element);
      if (element.dotDotDotToken) return factory.createSpreadAssignment(to);
      const { propertyName } = element;
      const key = propertyName ? rewriter.key(propertyName) : (element.name as ts.Identifier).text;
      return factory.createPropertyAssignment(key, to);
    }),
  );
}

/** `declared.x = 1` for the element `x = 1` of a pattern. */
function targetWithDefault(
  rewriter: Rewriter,
  { name, initializer }: ts.BindingElement,
): ts.Expression {
  const { typescript } = rewriter;
  if (!initializer) return target(rewriter, name);
  const value = typescript.isIdentifier(name)
    ? namedAfter(rewriter, name.text, initializer)
    : rewriter.expression(initializer);
  return typescript.factory.createAssignment(target(rewriter, name), value);
}

/**
 * The value of an assignment to the variable `name`. JavaScript names an anonymous function after
 * the variable it is assigned to, but not after a property: `({ f: () => 1 }).f` gets the name.
 */
export function namedAfter(rewriter: Rewriter, name: string, value: ts.Expression): ts.Expression {
  const { typescript } = rewriter;
  const { factory } = typescript;
  const bare = withoutParentheses(typescript, value);
  const isAnonymous =
    typescript.isArrowFunction(bare) ||
    ((typescript.isFunctionExpression(bare) || typescript.isClassExpression(bare)) && !bare.name);
  if (!isAnonymous || name === "__proto__") return rewriter.expression(value);
  const holder = factory.createObjectLiteralExpression([
    factory.createPropertyAssignment(name, rewriter.expression(bare)),
  ]);
  return factory.createPropertyAccessExpression(
    factory.createParenthesizedExpression(holder),
    name,
  );
}
