/**
 * `inspect_request` and the pager (`name?` in a cell): the type and documentation of a name.
 *
 * Broken in bare tslab: parameters, return values and examples of a doc comment are left out,
 * nothing is shown between the brackets of a call, and there is no Markdown. Can go when tslab's
 * answers have all three.
 */
import type ts from "typescript";
import type { CellView } from "../compiler/cell-view.js";
import { wordAround } from "./completion.js";
import { describeCall, describeName, type Documentation } from "./documentation.js";

const NEVER_CANCELLED: ts.CancellationToken = {
  isCancellationRequested: () => false,
  throwIfCancellationRequested: () => {},
};

/** The parts of TypeScript's language service that need only a program. */
interface Internals {
  getQuickInfoAtPosition(
    file: ts.SourceFile,
    checker: ts.TypeChecker,
    token: ts.CancellationToken,
    position: number,
  ): ts.QuickInfo | undefined;
  readonly SignatureHelp: {
    getSignatureHelpItems(
      program: ts.Program,
      file: ts.SourceFile,
      position: number,
      reason: undefined,
      token: ts.CancellationToken,
    ): ts.SignatureHelpItems | undefined;
  };
}

/**
 * Describes the name at `position`, or the call whose arguments are there.
 *
 * @param sources the earlier cells, newest first, to show the source of a name as well; default
 *   none, which leaves the source out
 */
export function inspect(
  view: CellView,
  position: number,
  sources: readonly string[] = [],
): Documentation | undefined {
  const { typescript, program, file, code, offset } = view;
  const internals = typescript as unknown as Internals;
  const word = wordAround(typescript, code, position);
  if (word.start < word.end) {
    const inWord = Math.min(position, word.end - 1) + offset;
    const checker = program.getTypeChecker();
    const info = internals.getQuickInfoAtPosition(file, checker, NEVER_CANCELLED, inWord);
    if (info && isDeclared(typescript, info)) {
      const name = code.slice(word.start, word.end);
      return describeName(typescript, info, sourceOf(typescript, name, sources));
    }
  }
  const call = internals.SignatureHelp.getSignatureHelpItems(
    program,
    file,
    position + offset,
    undefined,
    NEVER_CANCELLED,
  );
  return call && describeCall(typescript, call);
}

/** Whether the name is declared: TypeScript gives undeclared names the type any. */
const isDeclared = (typescript: CellView["typescript"], info: ts.QuickInfo): boolean =>
  info.kind !== "" || typescript.displayPartsToString(info.displayParts) !== "any";

/** The newest declaration of `name` at the top level of a cell. */
function sourceOf(
  typescript: CellView["typescript"],
  name: string,
  cells: readonly string[],
): string | undefined {
  for (const cell of cells) {
    if (!cell.includes(name)) continue;
    const file = typescript.createSourceFile("cell.ts", cell, typescript.ScriptTarget.Latest, true);
    const declares = (statement: ts.Statement): boolean =>
      typescript.isVariableStatement(statement)
        ? statement.declarationList.declarations.some((d) => d.name.getText(file) === name)
        : (statement as { name?: ts.Identifier }).name?.text === name;
    const declaration = [...file.statements].reverse().find(declares);
    if (declaration) return declaration.getText(file);
  }
  return undefined;
}
