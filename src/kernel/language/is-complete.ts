/**
 * `is_complete_request`: is this a whole cell, or is the user still typing?
 *
 * Broken in bare tslab: an open template literal counts as complete, nothing is ever invalid, and
 * the text is read as TSX, so that a cast `<T>x` waits for its closing tag. Here a text is
 * incomplete when TypeScript's parser has nothing against it but that it ended. Can go when tslab
 * answers like this.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

/** Content of `is_complete_reply`. */
export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid";
  /** Of the next line, if the text is incomplete. */
  readonly indent?: string;
}

/** Makes the cell a module, where `await` may stand at the top level. */
const MODULE = "export {};";
const INDENT = "  ";

/** What the parser says, by TypeScript's numbers. */
const UNTERMINATED_STRING = 1002;
const UNTERMINATED_COMMENT = 1010;
const UNTERMINATED_TEMPLATE = 1160;
const UNTERMINATED_REGULAR_EXPRESSION = 1161;

export function isComplete(typescript: TypeScript, code: string): Completeness {
  const file = typescript.createSourceFile(
    "cell.ts",
    MODULE + code,
    typescript.ScriptTarget.Latest,
    true,
    typescript.ScriptKind.TS,
  );
  const found = parseErrors(file);
  const open = found.find(({ code }) => OPEN_TEXT.has(code));
  if (open) return { status: "incomplete", indent: "" }; // spaces would be part of the text
  const [first] = found;
  if (first ? !endedTooEarly(first, file) : !endsOpen(typescript, file))
    return { status: first ? "invalid" : "complete" };
  // Two empty lines are the way out for somebody who cannot find the bracket that is missing.
  if (/\n[ \t]*\n[ \t]*\n[ \t]*$/.test(code)) return { status: "invalid" };
  return { status: "incomplete", indent: indentAfter(code) };
}

const OPEN_TEXT = new Set([UNTERMINATED_TEMPLATE, UNTERMINATED_COMMENT]);

/** In the order of the text. TypeScript keeps them on the file, outside its public types. */
function parseErrors(file: ts.SourceFile): ts.DiagnosticWithLocation[] {
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: ts.DiagnosticWithLocation[] };
  return [...parseDiagnostics].sort((a, b) => a.start - b.start);
}

/** Whether an error says no more than that something should follow. */
function endedTooEarly({ start, code }: ts.DiagnosticWithLocation, file: ts.SourceFile): boolean {
  const { text } = file;
  if (code === UNTERMINATED_STRING) return text.endsWith("\\") || text.endsWith("\\\n");
  if (code === UNTERMINATED_REGULAR_EXPRESSION) return false;
  return start >= file.endOfFileToken.pos;
}

/**
 * Some beginnings parse: `function f()` as one of several signatures whose body is to come, and
 * `let` or `let a = 1,` as lists that are too short.
 */
function endsOpen(typescript: TypeScript, file: ts.SourceFile): boolean {
  const last = file.statements.at(-1);
  if (!last) return false;
  const text = last.getText(file);
  if (typescript.isVariableStatement(last))
    return text.endsWith(",") || !last.declarationList.declarations.length;
  if (!typescript.isFunctionDeclaration(last) || last.body) return false;
  const declared = last.modifiers?.some((m) => m.kind === typescript.SyntaxKind.DeclareKeyword);
  return !declared && !text.endsWith(";");
}

/** The indentation of the last line, and one step more after a bracket or an operator. */
function indentAfter(code: string): string {
  const line = code.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^[ \t]*/.exec(line)![0];
  return /(?:[{([]|=>|[=:?&|+*-]|\belse|\bdo)$/.test(line.trimEnd()) ||
    /^\s*(?:if|for|while|else)\b[^{}]*$/.test(line)
    ? indent + INDENT
    : indent;
}
