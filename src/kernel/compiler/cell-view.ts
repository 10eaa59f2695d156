/** The type checker's view of a text as the next cell: the input of completion and inspection. */
import type ts from "typescript";
import type { TypeScript } from "../tslab.js";

export interface CellView {
  readonly typescript: TypeScript;
  readonly service: ts.LanguageService;
  readonly program: ts.Program;
  readonly file: ts.SourceFile;
  /** The text of the cell. */
  readonly code: string;
  /** Where `code` starts in the file, after what makes it a module. */
  readonly offset: number;
}
