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
  const { typescript, service, file, code, offset } = view;
  const word = wordAround(typescript, code, position);
  if (word.start < word.end) {
    const inWord = Math.min(position, word.end - 1) + offset;
    const info = service.getQuickInfoAtPosition(file.fileName, inWord);
    if (info && isDeclared(typescript, info)) {
      const name = code.slice(word.start, word.end);
      return describeName(typescript, info, sourceOf(typescript, name, sources));
    }
  }
  const call = service.getSignatureHelpItems(file.fileName, position + offset, undefined);
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
