/**
 * From the ES module that the type checker emits for a cell to the function body that runs.
 *
 * Broken in bare tslab: it compiles each cell to CommonJS and copies the cell's variables to an
 * object when it ends. A function goes on using its own copy, so after `let x = 0;
 * function inc() { x++ }`, a later `x = 100; inc(); x` gives 100 or less, not 101; the first line
 * of each cell wipes earlier values; a failed cell loses what it had declared; a property, label or
 * parameter that is named like an earlier variable can break the code.
 *
 * Mended here: every top-level variable of the notebook is a property of one object, from the
 * start. Each use of its name becomes a use of the property, by the scopes of JavaScript. Each
 * declaration becomes an assignment to a second object, which notes that the name is declared now.
 * Functions are declared first, as in a module. Can go when tslab runs cells in one scope.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";
import { importsOfKernel } from "./common-js.js";
import {
  beginsObject,
  bindingNames,
  declaredNames,
  isReference,
  withoutParentheses,
} from "./emitted-names.js";

/** What the body of a cell needs, by the names under which it expects it. */
export interface CellNames {
  /** All variables of the notebook. */
  readonly variables: string;
  /** Takes the value of each variable that the cell declares. */
  readonly declared: string;
  /** `(specifier, { local: imported })` does a static import. */
  readonly link: string;
  readonly import: string;
  readonly meta: string;
}

export interface CellBody {
  readonly names: CellNames;
  /** The variables that the code declares when it runs. */
  readonly declares: ReadonlySet<string>;
}

interface Scope {
  readonly locals?: Map<unknown, unknown>;
}

/**
 * A transformer for the JavaScript of a cell.
 *
 * @param earlier names of the variables of earlier cells
 * @param announced names that the cell declares but does not define (`declare const x`)
 * @param hasValue whether the last statement is an expression, the cell's value
 * @param found is told what the body needs
 */
export function cellBody(
  typescript: TypeScript,
  {
    earlier,
    announced,
    hasValue,
  }: { earlier: ReadonlySet<string>; announced: ReadonlySet<string>; hasValue: boolean },
  found: (body: CellBody) => void,
): ts.TransformerFactory<ts.SourceFile> {
  const { factory, SyntaxKind } = typescript;

  return (context) => (file) => {
    const own = declaredNames(typescript, file);
    for (const name of announced) own.delete(name);
    const { identifiers } = file as unknown as { identifiers: Map<string, string> };
    const free = (name: string): string => (identifiers.has(name) ? free(`${name}_`) : name);
    const names: CellNames = {
      variables: free("__variables"),
      declared: free("__declared"),
      link: free("__link"),
      import: free("__import"),
      meta: free("__meta"),
    };
    found({ names, declares: own });

    /** Whether `node`, by its name and place, means a variable of the notebook. */
    const isVariable = (node: ts.Identifier): boolean => {
      const { text } = node;
      if (announced.has(text) || !(own.has(text) || earlier.has(text))) return false;
      const key = typescript.escapeLeadingUnderscores(text);
      for (
        let scope: ts.Node = node.parent;
        !typescript.isSourceFile(scope);
        scope = scope.parent
      ) {
        if ((scope as Scope).locals?.has(key)) return false;
        if (typescript.isFunctionExpression(scope) || typescript.isClassLike(scope))
          if (scope.name?.text === text) return false;
      }
      return true;
    };

    const property = (object: string, name: string, at: ts.Node): ts.PropertyAccessExpression => {
      const access = factory.createPropertyAccessExpression(factory.createIdentifier(object), name);
      const start = at.getStart();
      typescript.setSourceMapRange(access.expression, { pos: start, end: start });
      typescript.setSourceMapRange(access.name, { pos: start, end: start });
      return typescript.setSourceMapRange(access, { pos: start, end: at.end });
    };
    const variable = (node: ts.Identifier): ts.Expression =>
      property(names.variables, node.text, node);
    const expression = (node: ts.Expression): ts.Expression =>
      typescript.visitNode(node, visit) as ts.Expression;

    /** `(0, variables.f)`: called like this, `f` does not get all variables as its `this`. */
    const callee = (node: ts.Identifier): ts.Expression => {
      const start = node.getStart();
      const comma = factory.createComma(factory.createNumericLiteral(0), variable(node));
      typescript.setSourceMapRange(comma, { pos: start, end: start });
      const parenthesized = factory.createParenthesizedExpression(comma);
      return typescript.setSourceMapRange(parenthesized, { pos: start, end: start });
    };

    /** An anonymous function gets its name from the variable it is assigned to, not a property. */
    const namedAfter = (name: string, value: ts.Expression): ts.Expression => {
      const bare = withoutParentheses(typescript, value);
      const anonymous =
        typescript.isArrowFunction(bare) ||
        ((typescript.isFunctionExpression(bare) || typescript.isClassExpression(bare)) &&
          !bare.name);
      if (!anonymous || name === "__proto__") return expression(value);
      const holder = factory.createObjectLiteralExpression([
        factory.createPropertyAssignment(name, expression(bare)),
      ]);
      return factory.createPropertyAccessExpression(
        factory.createParenthesizedExpression(holder),
        name,
      );
    };

    /** What is assigned to where `name` is declared: `declared.x`, or a pattern of such. */
    const target = (name: ts.BindingName): ts.Expression => {
      if (typescript.isIdentifier(name)) return property(names.declared, name.text, name);
      if (typescript.isArrayBindingPattern(name))
        return factory.createArrayLiteralExpression(
          name.elements.map((element) => {
            if (typescript.isOmittedExpression(element)) return element;
            const to = withDefault(element);
            return element.dotDotDotToken ? factory.createSpreadElement(to) : to;
          }),
        );
      return factory.createObjectLiteralExpression(
        name.elements.map((element) => {
          const to = withDefault(element);
          if (element.dotDotDotToken) return factory.createSpreadAssignment(to);
          const key = element.propertyName ?? (element.name as ts.Identifier).text;
          return factory.createPropertyAssignment(
            typeof key === "string" ? key : (typescript.visitNode(key, visit) as ts.PropertyName),
            to,
          );
        }),
      );
    };
    const withDefault = ({ name, initializer }: ts.BindingElement): ts.Expression => {
      if (!initializer) return target(name);
      const value = typescript.isIdentifier(name)
        ? namedAfter(name.text, initializer)
        : expression(initializer);
      return factory.createAssignment(target(name), value);
    };

    const isOwnList = (list: ts.VariableDeclarationList): boolean => {
      const first = bindingNames(typescript, list.declarations[0]!.name)[0];
      const isTop = typescript.isSourceFile(list.parent.parent);
      const isVar = !(list.flags & typescript.NodeFlags.BlockScoped);
      if (!(isTop && typescript.isVariableStatement(list.parent)) && !isVar) return false;
      return first !== undefined ? own.has(first.text) && isVariable(first) : isTop;
    };

    /** `x = 1, y = 2` for `let x = 1, y = 2`. */
    const assignments = (list: ts.VariableDeclarationList): ts.Expression => {
      const isVar = !(list.flags & typescript.NodeFlags.BlockScoped);
      const parts = list.declarations.map(({ name, initializer }): ts.Expression => {
        let value: ts.Expression = factory.createVoidZero();
        if (initializer && typescript.isIdentifier(name))
          value = namedAfter(name.text, initializer);
        else if (initializer) value = expression(initializer);
        // `var x;` leaves a value as it is, unless it makes a new enum or namespace.
        else if (isVar && typescript.isIdentifier(name) && !beginsObject(typescript, list))
          value = variable(name);
        return factory.createAssignment(target(name), value);
      });
      return parts.reduce((all, part) => factory.createComma(all, part));
    };

    const visit: ts.Visitor = (node) => {
      if (typescript.isIdentifier(node))
        return isReference(typescript, node) && isVariable(node) ? variable(node) : node;
      if (typescript.isShorthandPropertyAssignment(node)) {
        if (!isVariable(node.name)) return typescript.visitEachChild(node, visit, context);
        const { objectAssignmentInitializer: initial } = node;
        const value = variable(node.name);
        return factory.createPropertyAssignment(
          node.name.text,
          initial ? factory.createAssignment(value, expression(initial)) : value,
        );
      }
      if (
        typescript.isBinaryExpression(node) &&
        node.operatorToken.kind === SyntaxKind.EqualsToken &&
        typescript.isIdentifier(node.left) &&
        isVariable(node.left)
      ) {
        const value = namedAfter(node.left.text, node.right);
        return factory.updateBinaryExpression(node, variable(node.left), node.operatorToken, value);
      }
      if (typescript.isVariableStatement(node) && isOwnList(node.declarationList)) {
        const statement = factory.createExpressionStatement(assignments(node.declarationList));
        return typescript.setTextRange(statement, node);
      }
      if (typescript.isForStatement(node) && isOwn(node.initializer)) {
        const { condition, incrementor, statement } = node;
        return factory.updateForStatement(
          node,
          assignments(node.initializer),
          condition && expression(condition),
          incrementor && expression(incrementor),
          typescript.visitIterationBody(statement, visit, context),
        );
      }
      if (typescript.isForInStatement(node) && isOwn(node.initializer))
        return factory.updateForInStatement(
          node,
          target(node.initializer.declarations[0]!.name),
          expression(node.expression),
          typescript.visitIterationBody(node.statement, visit, context),
        );
      if (typescript.isForOfStatement(node) && isOwn(node.initializer))
        return factory.updateForOfStatement(
          node,
          node.awaitModifier,
          target(node.initializer.declarations[0]!.name),
          expression(node.expression),
          typescript.visitIterationBody(node.statement, visit, context),
        );
      const visited = typescript.visitEachChild(node, visit, context);
      if (typescript.isCallExpression(node) && isCalled(node.expression)) {
        const call = visited as ts.CallExpression;
        const { questionDotToken: question, arguments: args } = call;
        return typescript.isCallChain(call)
          ? factory.updateCallChain(call, callee(node.expression), question, undefined, args)
          : factory.updateCallExpression(call, callee(node.expression), undefined, args);
      }
      if (typescript.isTaggedTemplateExpression(node) && isCalled(node.tag)) {
        const { template } = visited as ts.TaggedTemplateExpression;
        return factory.createTaggedTemplateExpression(callee(node.tag), undefined, template);
      }
      return visited;
    };
    const isCalled = (node: ts.Node): node is ts.Identifier =>
      typescript.isIdentifier(node) && isVariable(node);
    const isOwn = (node: ts.Node | undefined): node is ts.VariableDeclarationList =>
      node !== undefined && typescript.isVariableDeclarationList(node) && isOwnList(node);

    const declare = (name: ts.Identifier, value: ts.Expression, at: ts.Statement): ts.Statement =>
      typescript.setTextRange(
        factory.createExpressionStatement(
          factory.createAssignment(property(names.declared, name.text, name), value),
        ),
        at,
      );

    const link = (statement: ts.ImportDeclaration | ts.ExportDeclaration): ts.Statement => {
      const imported = typescript.isImportDeclaration(statement) ? importsOf(statement) : [];
      const call = factory.createCallExpression(factory.createIdentifier(names.link), undefined, [
        statement.moduleSpecifier!,
        factory.createObjectLiteralExpression(
          imported.map(([local, name]) =>
            factory.createPropertyAssignment(
              factory.createComputedPropertyName(factory.createStringLiteral(local)),
              factory.createStringLiteral(name),
            ),
          ),
        ),
      ]);
      typescript.setTextRange(call, statement);
      return typescript.setTextRange(factory.createExpressionStatement(call), statement);
    };
    const importsOf = ({ importClause }: ts.ImportDeclaration): [string, string][] => {
      const all: [string, string][] = [];
      if (importClause?.name) all.push([importClause.name.text, "default"]);
      const bindings = importClause?.namedBindings;
      if (bindings && typescript.isNamespaceImport(bindings)) all.push([bindings.name.text, "*"]);
      else if (bindings)
        for (const e of bindings.elements) all.push([e.name.text, (e.propertyName ?? e.name).text]);
      return all;
    };

    const first: ts.Statement[] = [];
    const links: ts.Statement[] = [];
    const rest: ts.Statement[] = [];
    const last = file.statements
      .filter(
        (s) =>
          !typescript.isImportDeclaration(s) &&
          !typescript.isExportDeclaration(s) &&
          !typescript.isEmptyStatement(s),
      )
      .at(-1);
    for (const statement of file.statements) {
      if (typescript.isImportDeclaration(statement)) links.push(link(statement));
      else if (typescript.isExportDeclaration(statement)) {
        if (statement.moduleSpecifier) links.push(link(statement));
      } else if (typescript.isFunctionDeclaration(statement) && isOwnName(statement.name)) {
        first.push(
          declare(statement.name, factory.createIdentifier(statement.name.text), statement),
        );
        rest.push(typescript.visitNode(statement, visit) as ts.Statement);
      } else if (typescript.isClassDeclaration(statement) && isOwnName(statement.name)) {
        const { modifiers, name, heritageClauses, members } = typescript.visitEachChild(
          statement,
          visit,
          context,
        );
        const value = factory.createClassExpression(
          modifiers,
          name,
          undefined,
          heritageClauses,
          members,
        );
        rest.push(declare(statement.name, typescript.setTextRange(value, statement), statement));
      } else if (hasValue && statement === last && typescript.isExpressionStatement(statement)) {
        const value = factory.createReturnStatement(expression(statement.expression));
        rest.push(typescript.setTextRange(value, statement));
      } else {
        rest.push(typescript.visitNode(statement, visit) as ts.Statement);
      }
    }
    function isOwnName(name: ts.Identifier | undefined): name is ts.Identifier {
      return name !== undefined && own.has(name.text);
    }
    const changed = factory.updateSourceFile(file, [...first, ...links, ...rest]);
    return importsOfKernel(typescript, names)(context)(changed);
  };
}
