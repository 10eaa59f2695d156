/** The declarations of one cell as entries, one for each name, with the names that each mentions. */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

/** Meanings of a name; a class has both. */
export const VALUE = 1;
const TYPE = 2;
const BOTH = 3;

export interface Entry {
  readonly name: string;
  readonly meaning: number;
  /** Its comment, for inspection. */
  readonly docs: string;
  readonly text: string;
  /** Names that the text mentions. */
  readonly mentions: ReadonlySet<string>;
  /** Whether it is an older declaration, kept under another name because others mention it. */
  readonly hidden?: boolean;
}

export function parseDeclarations(typescript: TypeScript, text: string): ts.SourceFile {
  return typescript.createSourceFile("entry.d.ts", text, typescript.ScriptTarget.ESNext, true);
}

/** One entry for each name that `statement` declares; undefined if it declares none. */
export function entriesOf(typescript: TypeScript, statement: ts.Statement): Entry[] | undefined {
  const file = statement.getSourceFile();
  const docs = file.text.slice(statement.getStart(file, true), statement.getStart(file));
  const entry = (name: ts.Identifier, meaning: number, text: string): Entry => {
    const places = mentionsIn(typescript, parseDeclarations(typescript, text));
    const mentions = new Set(places.map((p) => p.text));
    return { name: name.text, meaning, docs, text, mentions };
  };
  if (typescript.isImportDeclaration(statement)) return importEntries(typescript, statement, entry);
  if (typescript.isExportDeclaration(statement) || typescript.isExportAssignment(statement))
    return [];
  if (typescript.isVariableStatement(statement)) {
    const { declarationList: list } = statement;
    const { NodeFlags } = typescript;
    const keyword =
      list.flags & NodeFlags.Const ? "const" : list.flags & NodeFlags.Let ? "let" : "var";
    return list.declarations.map((d) =>
      entry(d.name as ts.Identifier, VALUE, `declare ${keyword} ${d.getText()};`),
    );
  }
  if (typescript.isFunctionDeclaration(statement) && statement.name)
    return [entry(statement.name, VALUE, statement.getText())];
  if (typescript.isInterfaceDeclaration(statement) || typescript.isTypeAliasDeclaration(statement))
    return [entry(statement.name, TYPE, statement.getText())];
  const isNamed =
    typescript.isClassDeclaration(statement) ||
    typescript.isEnumDeclaration(statement) ||
    typescript.isImportEqualsDeclaration(statement) ||
    (typescript.isModuleDeclaration(statement) &&
      !(statement.flags & typescript.NodeFlags.GlobalAugmentation));
  if (isNamed && statement.name && typescript.isIdentifier(statement.name))
    return [entry(statement.name, BOTH, statement.getText())];
  return undefined;
}

function importEntries(
  typescript: TypeScript,
  { importClause, moduleSpecifier }: ts.ImportDeclaration,
  entry: (name: ts.Identifier, meaning: number, text: string) => Entry,
): Entry[] | undefined {
  if (!importClause) return undefined;
  const { name, namedBindings, isTypeOnly } = importClause;
  const line = (names: string): string =>
    `import ${isTypeOnly ? "type " : ""}${names} from ${moduleSpecifier.getText()};`;
  const entries = name ? [entry(name, BOTH, line(name.text))] : [];
  if (!namedBindings) return entries;
  if (typescript.isNamespaceImport(namedBindings))
    return [...entries, entry(namedBindings.name, BOTH, line(namedBindings.getText()))];
  return [
    ...entries,
    ...namedBindings.elements.map((e) => entry(e.name, BOTH, line(`{ ${e.getText()} }`))),
  ];
}

interface Mention {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether it is the name in `import { name }`: one name for the module and the notebook. */
  readonly isImported: boolean;
}

/** Identifiers that name something declared at the top level, in the order of the text. */
export function mentionsIn(typescript: TypeScript, file: ts.SourceFile): Mention[] {
  const mentions: Mention[] = [];
  const visit = (node: ts.Node): void => {
    if (typescript.isIdentifier(node) && !isOnlyLabel(typescript, node)) {
      const isImported = typescript.isImportSpecifier(node.parent) && !node.parent.propertyName;
      mentions.push({ text: node.text, start: node.getStart(), end: node.end, isImported });
    }
    typescript.forEachChild(node, visit);
  };
  visit(file);
  return mentions;
}

/** Whether `node` names a member, a parameter, or something in another module. */
function isOnlyLabel(typescript: TypeScript, node: ts.Identifier): boolean {
  const { parent } = node;
  if (typescript.isQualifiedName(parent)) return parent.right === node;
  if (typescript.isPropertyAccessExpression(parent)) return parent.name === node;
  if (typescript.isImportTypeNode(parent)) return true;
  if (typescript.isImportSpecifier(parent)) return parent.propertyName === node;
  const isMember =
    typescript.isPropertySignature(parent) ||
    typescript.isMethodSignature(parent) ||
    typescript.isPropertyDeclaration(parent) ||
    typescript.isMethodDeclaration(parent) ||
    typescript.isAccessor(parent) ||
    typescript.isEnumMember(parent) ||
    typescript.isNamedTupleMember(parent) ||
    typescript.isParameter(parent);
  return isMember && parent.name === node;
}
