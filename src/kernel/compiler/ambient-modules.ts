/**
 * Declarations of modules in a cell: `declare module "x" { … }` for a package without types.
 *
 * A cell is a module itself, and in a module TypeScript takes such a statement for an addition to a
 * module that is there. Where there is none, the statement has to stand in a script.
 */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

export interface AmbientModules {
  /** The text without the statements, which are blank. */
  readonly others: string;
  /** The text in which everything but the statements is blank. */
  readonly script: string;
  /** The statements, by the names of the modules. */
  readonly modules: ReadonlyMap<string, string>;
}

/** @param isFound whether TypeScript finds the types of a module */
export function ambientModules(
  typescript: TypeScript,
  file: ts.SourceFile,
  isFound: (name: string) => boolean,
): AmbientModules {
  let others = file.text;
  let script = "";
  const modules = new Map<string, string>();
  for (const statement of file.statements) {
    if (!typescript.isModuleDeclaration(statement)) continue;
    const { name } = statement;
    if (!typescript.isStringLiteral(name) || isFound(name.text)) continue;
    const start = statement.getStart();
    const text = statement.getText();
    others = others.slice(0, start) + blank(text) + others.slice(statement.end);
    script += blank(file.text.slice(script.length, start)) + text;
    modules.set(name.text, text);
  }
  return { others, script, modules };
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, " ");
