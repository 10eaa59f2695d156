/**
 * `is_complete_request`: whether a text is a whole cell or the user is still typing.
 *
 * Broken in bare tslab: an open template literal counts as complete, no text is ever invalid, and
 * the text is parsed as TSX, so that a cast `<T>x` waits for its closing tag. Fixed here: a text is
 * incomplete if the end of the text is the only error that TypeScript's parser finds. Can go when
 * tslab answers like this.
 */
import type ts from "typescript";
import { errorsOf, parse } from "../compiler/cell-syntax.js";
import type { TypeScript } from "../tslab.js";

/** Content of `is_complete_reply`. */
export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid";
  /** The indentation of the next line, if the text is incomplete. */
  readonly indent?: string;
}

const INDENT = "  ";

/** TypeScript's numbers of errors. */
const UNTERMINATED_STRING = 1002;
const UNTERMINATED_COMMENT = 1010;
const UNTERMINATED_TEMPLATE = 1160;
const UNTERMINATED_REGULAR_EXPRESSION = 1161;
const UNCLOSED_ELEMENT = 17008;
const UNCLOSED_FRAGMENT = 17014;

/** Reads the text as a cell is read (see compiler/cell-syntax.ts): also as an object, or with JSX. */
export function isComplete(typescript: TypeScript, code: string): Completeness {
  const plain = completeness(typescript, code, parse(typescript, code));
  if (plain.status !== "invalid") return plain;
  if (/^\s*\{/.test(code)) {
    if (!errorsOf(parse(typescript, `(${code}\n)`)).length) return { status: "complete" };
    const object = completeness(typescript, code, parse(typescript, `(${code}`));
    if (object.status === "incomplete") return object;
  }
  return completeness(typescript, code, parse(typescript, code, true));
}

function completeness(typescript: TypeScript, code: string, file: ts.SourceFile): Completeness {
  const errors = errorsOf(file);
  const open = errors.find(({ code }) => OPEN_TEXT.has(code));
  if (open) return { status: "incomplete", indent: "" }; // spaces would be part of the text
  const [first] = errors;
  if (first ? !endedTooEarly(first, file) : !endsOpen(typescript, file))
    return { status: first ? "invalid" : "complete" };
  // Two empty lines end the text, for a user who cannot find the missing bracket.
  if (/\n[ \t]*\n[ \t]*\n[ \t]*$/.test(code)) return { status: "invalid" };
  return { status: "incomplete", indent: indentAfter(code) };
}

const OPEN_TEXT = new Set([UNTERMINATED_TEMPLATE, UNTERMINATED_COMMENT]);

/** Whether an error is only that the text ends too early. */
function endedTooEarly({ start, code }: ts.DiagnosticWithLocation, file: ts.SourceFile): boolean {
  const { text } = file;
  if (code === UNTERMINATED_STRING) return text.endsWith("\\") || text.endsWith("\\\n");
  if (code === UNTERMINATED_REGULAR_EXPRESSION) return false;
  if (code === UNCLOSED_ELEMENT || code === UNCLOSED_FRAGMENT) return true;
  return start >= file.endOfFileToken.pos;
}

/**
 * Whether a text that parses is nevertheless unfinished: `function f()` parses as an overload
 * whose implementation follows, `let` and `let a = 1,` as lists of declarations.
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

/** The indentation of the last line, and one level more after a bracket or an operator. */
function indentAfter(code: string): string {
  const line = code.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^[ \t]*/.exec(line)![0];
  return /(?:[{([]|=>|[=:?&|+*-]|\belse|\bdo)$/.test(line.trimEnd()) ||
    /^\s*(?:if|for|while|else)\b[^{}]*$/.test(line)
    ? indent + INDENT
    : indent;
}
