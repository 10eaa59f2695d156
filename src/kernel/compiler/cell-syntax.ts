/** How the text of a cell is read, where it can be read in several ways. */
import type ts from "typescript";
import { CompileError, findingOf } from "../errors/compile-error.js";
import type { TypeScript } from "../tslab.js";
import { tolerant } from "./module-syntax.js";

export interface CellSyntax {
  /** Whole lines before the cell's own text. */
  readonly prefix: string;
  readonly isJsx: boolean;
  /** The text to compile: the cell's own, with each character at its place after the prefix. */
  readonly file: ts.SourceFile;
}

/**
 * Reads a cell. Braces that can be an object are one (`{ a: 1 }`), as in Node's REPL. What is wrong
 * without JSX but right with it has JSX.
 *
 * @throws CompileError with the errors of the text without JSX
 */
export function readCell(typescript: TypeScript, code: string): CellSyntax {
  const text = tolerant(typescript, code);
  const plain: CellSyntax = { prefix: "", isJsx: false, file: parse(typescript, text) };
  if (/^\s*\{/.test(text) && !/;\s*$/.test(text)) {
    const file = parse(typescript, `(\n${text}\n)`);
    if (!errorsOf(file).length) return { ...plain, prefix: "(\n", file };
  }
  const errors = errorsOf(plain.file);
  if (!errors.length) return plain;
  const file = parse(typescript, text, true);
  if (!errorsOf(file).length) return { ...plain, isJsx: true, file };
  throw new CompileError(errors.map((error) => findingOf(error, { code, prefix: 0 })));
}

/** `text` as a module, whether or not it has imports and exports. */
export function parse(typescript: TypeScript, text: string, isJsx = false): ts.SourceFile {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: typescript.ScriptTarget.ESNext,
    // The property is not in the public types.
    setExternalModuleIndicator: (file) => Object.assign(file, { externalModuleIndicator: true }),
  };
  const kind = isJsx ? typescript.ScriptKind.TSX : typescript.ScriptKind.TS;
  return typescript.createSourceFile("cell", text, options, true, kind);
}

/** The parser's errors in the order of the text. They are not in TypeScript's public types. */
export function errorsOf(file: ts.SourceFile): ts.DiagnosticWithLocation[] {
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: ts.DiagnosticWithLocation[] };
  return [...parseDiagnostics].sort((a, b) => a.start - b.start);
}
