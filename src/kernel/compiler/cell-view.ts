/**
 * What the type checker makes of a text as the next cell of the notebook: the common ground of
 * completion and inspection.
 *
 * tslab keeps the program in which it checks to itself and offers fixed questions about it. Here
 * the program is noted when it is made, so that any question can be asked without a second one.
 * Can go when tslab hands out its program.
 */
import type ts from "typescript";
import type { Converter, TypeScript } from "../tslab.js";

export interface CellView {
  readonly typescript: TypeScript;
  readonly program: ts.Program;
  readonly file: ts.SourceFile;
  /** The text that was asked about. */
  readonly code: string;
  /** Where `code` starts in the file, after what tslab puts before it. */
  readonly offset: number;
}

const CELL = /(^|\/)__tslab__\.ts$/;

let latest: ts.BuilderProgram | undefined;

/** To be called for every program that the cells' compiler makes. */
export const noteProgram = (builder: ts.BuilderProgram): void => void (latest = builder);

/** Looks at `code` as the next cell after the cells with these `declarations`. */
export function viewCell(
  typescript: TypeScript,
  converter: Converter,
  declarations: string,
  code: string,
): CellView {
  converter.inspect(declarations, code, 0); // makes the program; the answer does not matter
  const program = latest?.getProgram();
  const file = program?.getSourceFiles().find(({ fileName }) => CELL.test(fileName));
  if (!program || !file) throw new Error("The cell is not in the program of the type checker.");
  return { typescript, program, file, code, offset: file.text.length - code.length };
}
